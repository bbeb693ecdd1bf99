"""Fixtures for the tests of courses."""

import pytest
from django.test import Client

from tests.factories.accounts import UserFactory, sign_in_staff


@pytest.fixture
def admin_client(client: Client) -> Client:
    """A superuser at work under /admin/."""
    sign_in_staff(client, UserFactory.create(is_staff=True, is_superuser=True))
    return client
