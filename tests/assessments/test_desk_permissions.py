"""Role by screen: who reaches the bank's screens. Assessments and bulk actions have theirs beside what they do."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Item
from tests.assessments.editor import form_of
from tests.assessments.test_item_admin import as_administrator, as_role, url
from tests.factories.accounts import UserFactory
from tests.factories.assessments import make_bank, single_choice

pytestmark = pytest.mark.django_db

AUTHORS = {Role.INSTRUCTOR, Role.REVIEWER}
SCREENS = {
    "list": ("get", lambda item: url("list"), AUTHORS),
    "editor": ("get", lambda item: url("edit", item.pk), AUTHORS),
    "comparison": ("get", lambda item: url("revisions_compare", item.pk, "earliest", "latest"), AUTHORS),
    "where used": ("get", lambda item: reverse("item_desk:uses", args=[item.pk]), AUTHORS),
    "nearly the same": ("get", lambda item: reverse("item_desk:duplicates"), AUTHORS),
    "try": ("post", lambda item: reverse("item_desk:try", args=[item.pk]), AUTHORS),
}


@pytest.fixture
def item() -> Item:
    found: Item = make_bank(items=1).items.get()
    return found


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("role", list(Role))
def test_a_screen_opens_for_its_roles_only(screen: str, role: Role, item: Item) -> None:
    method, address, allowed = SCREENS[screen]
    client = as_administrator() if role is Role.ADMINISTRATOR else as_role(role)
    status = getattr(client, method)(address(item)).status_code
    assert (status == 200) is (role in allowed or role is Role.ADMINISTRATOR)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_learner_and_a_visitor_reach_none_of_them(screen: str, item: Item) -> None:
    method, address, _allowed = SCREENS[screen]
    client = Client()
    assert getattr(client, method)(address(item)).status_code != 200
    client.force_login(UserFactory.create())
    assert getattr(client, method)(address(item)).status_code != 200


def test_the_form_of_a_new_item_tells_the_way_and_suggests_what_banks_know(item: Item) -> None:
    client = as_role(Role.INSTRUCTOR)
    page = client.get(url("add")).content.decode()
    assert "From a draft to a published item" in page
    assert '<option value="d1">Domain one</option>' in page
    edit = client.get(url("edit", item.pk)).content.decode()
    assert "From a draft to a published item" not in edit
    assert '<option value="d1" selected>Domain one</option>' in edit
    refused = client.post(url("add"), form_of(item.bank, single_choice(), domain="d9"))
    assert "This bank has: d1." in str(refused.context["form"].errors["domain"])


def test_published_items_are_not_deleted_in_bulk_even_by_administrators(item: Item) -> None:
    address = reverse("wagtail_bulk_action", args=["assessments", "item", "delete"])
    answer = as_administrator().post(f"{address}?id={item.pk}", follow=True)
    assert "never deleted" in answer.content.decode()
    assert Item.objects.filter(pk=item.pk).exists()
