"""
Django's settings for one person on one computer.

All data lies in one folder, ``PORE_DATA`` (set by `porewise.web.server.serve`). There are no
accounts, sessions or mails; nothing is fetched from and nothing is sent to any other computer.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from porewise.web.folder import Folder, default_folder

DATA = Folder(Path(os.environ.get("PORE_DATA", str(default_folder()))))
HERE = Path(__file__).parent

SECRET_KEY = DATA.secret_key() or secrets.token_urlsafe(48)
DEBUG = False
# A page of another site that points its own name at 127.0.0.1 is turned away here.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, [os.environ.get("PORE_HOST")])]
ROOT_URLCONF = "porewise.web.urls"
INSTALLED_APPS = ["django.contrib.messages", "django.contrib.staticfiles", "django_htmx", "porewise.web"]
MIDDLEWARE = [
    "porewise.web.middleware.SecurityHeaders",
    "porewise.web.middleware.StaticFiles",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "porewise.web.middleware.PlainRefusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "porewise.web.context.every_page",
            ],
            "builtins": ["porewise.web.templatetags.porewise"],
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA.database,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an accepted photo survives a power cut, not only a killed process.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA secure_delete=ON;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_FAILURE_VIEW = "porewise.web.views.errors.csrf_failed"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_NAME = "porewise_csrf"
SESSION_COOKIE_NAME = "porewise_none"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W004"]

# Half an upload lies in the data folder too, never elsewhere, and is swept at the next start.
FILE_UPLOAD_TEMP_DIR = str(DATA.incoming) if DATA.incoming.is_dir() else None
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
PHOTO_BYTES_MAX = 100 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 600
DATA_UPLOAD_MAX_NUMBER_FILES = 1

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "file": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": str(DATA.log),
            "maxBytes": 500_000,
            "backupCount": 1,
            "delay": True,
            "formatter": "plain",
        }
    },
    # Nothing but real faults is kept: no request, no address, no answer of the person.
    "loggers": {
        "django": {"handlers": ["file"], "level": "ERROR", "propagate": False},
        "django.security": {
            "level": "CRITICAL",
            "handlers": ["file"],
            "propagate": False,
        },  # refusals, not faults
        "porewise": {"handlers": ["file"], "level": "ERROR", "propagate": False},
    },
}
