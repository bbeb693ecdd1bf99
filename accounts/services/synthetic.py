"""People who do not exist, for measuring and for trying out: they can neither sign in nor be written to."""

import random
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from accounts.models import User

# RFC 2606: no mail ever leaves for this domain.
SYNTHETIC_DOMAIN = "synthetic.invalid"
_STEP = 1000
_GIVEN = [
    "Aino",
    "Amara",
    "Anil",
    "Astrid",
    "Bao",
    "Chiara",
    "Dara",
    "Dele",
    "Elif",
    "Emeka",
    "Farah",
    "Goran",
    "Hana",
    "Ilse",
    "Imani",
    "Ines",
    "João",
    "Kaito",
    "Katya",
    "Lale",
    "Leila",
    "Liam",
    "Luca",
    "Mads",
    "Maya",
    "Miko",
    "Nadia",
    "Noor",
    "Oskar",
    "Priya",
    "Ravi",
    "Rosa",
    "Sanne",
    "Sofía",
    "Tariq",
    "Tomás",
    "Uma",
    "Viktor",
    "Wren",
    "Yael",
    "Zofia",
    "Ömer",
]
_FAMILY = [
    "Abara",
    "Adeyemi",
    "Bakker",
    "Bianchi",
    "Castillo",
    "Chowdhury",
    "Dufour",
    "Eriksen",
    "Fofana",
    "Ferreira",
    "Grünwald",
    "Haddad",
    "Hoang",
    "Ito",
    "Ivanova",
    "Jansen",
    "Kamau",
    "Karlsson",
    "Kovács",
    "Lindqvist",
    "Marchetti",
    "Mensah",
    "Moreau",
    "Nakamura",
    "Novák",
    "Okafor",
    "Olsen",
    "Östberg",
    "Patel",
    "Quispe",
    "Rahimi",
    "Rossi",
    "Sandhu",
    "Silva",
    "Suzuki",
    "Tanaka",
    "Thorne",
    "Urquhart",
    "Vasquez",
    "Weber",
    "Yılmaz",
    "Zhou",
]


def make_synthetic_people(
    count: int, *, seed: int, now: datetime, are_candidates: bool
) -> list[tuple[int, str]]:
    """Make adults with invented names and addresses that reach nobody: their ids and names.

    Numbers go on where they ended. The names of candidates are locked, as a graded attempt locks them.
    """
    source = random.Random(seed)  # noqa: S311 - a simulation has to be reproducible from its seed
    first = synthetic_people().count() + 1
    password = make_password(None)
    people = (
        User(
            email=f"person-{number:07}@{SYNTHETIC_DOMAIN}",
            legal_name=f"{source.choice(_GIVEN)} {source.choice(_FAMILY)}",
            password=password,
            adult_confirmed_at=now,
            legal_name_locked_at=now if are_candidates else None,
            date_joined=now,
        )
        for number in range(first, first + count)
    )
    return [(person.pk, person.legal_name) for person in User.objects.bulk_create(people, batch_size=_STEP)]


def synthetic_people() -> QuerySet[User]:
    """Everybody who was made here."""
    return User.objects.filter(email__endswith=f"@{SYNTHETIC_DOMAIN}")
