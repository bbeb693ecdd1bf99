"""Development: what `make run` uses. SQLite, filesystem broker, mail on the console."""

from config.settings.base import *  # noqa: F403 - a settings module extends its base
from config.settings.base import SITE_HOST, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    # Made once per checkout, so that sessions survive a restart.
    from django.core.management.utils import get_random_secret_key

    _file = VAR_DIR / "secret_key"
    if not _file.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        _file.touch(mode=0o600)
        _file.write_text(get_random_secret_key())
    SECRET_KEY = _file.read_text()

DEVELOPMENT = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", SITE_HOST]
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="website.mail.ConsoleAndFileBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
