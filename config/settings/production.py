"""Production: refuses to start with a missing or unsafe setting and says which."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403 - a settings module extends its base
from config.settings.base import BROKER_URL, CACHES, DATABASES, SITE_HOST, SITE_URL, env


def _required(name: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: production has no default for it.")
    return value


DEBUG = False
DEVELOPMENT = False
SECRET_KEY = _required("SECRET_KEY")
for _name in (
    "SITE_URL",
    "DATABASE_URL",
    "BROKER_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "ASSAY_KEYS",
):
    _required(_name)
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured("SECRET_KEY is too short or too simple: use at least 50 random characters.")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https:// in production.")
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database in production.")
if BROKER_URL.startswith("filesystem:"):
    raise ImproperlyConfigured("BROKER_URL must name Redis or RabbitMQ in production.")

ALLOWED_HOSTS = [SITE_HOST, *env.list("EXTRA_HOSTS", default=[])]
CACHES = CACHES | {"default": env.cache_url("CACHE_URL")}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    CACHES["default"]["BACKEND"] = "website.caches.CountingRedisCache"
vars().update(env.email_url("EMAIL_URL"))
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
# Those who ask for these stand behind the proxy and speak plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
if env.str("METRICS_TOKEN", default="") and len(env.str("METRICS_TOKEN", default="")) < 20:
    raise ImproperlyConfigured("METRICS_TOKEN is too short: use at least 20 random characters.")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
