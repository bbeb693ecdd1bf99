from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Accounts: who a person is, which roles they hold, and how they sign in."""

    name = "accounts"

    def ready(self) -> None:
        from accounts.receivers import keep_roles
        from accounts.roles import Role, register_role_permissions

        for role in Role:
            register_role_permissions(role, ["wagtailadmin.access_admin"])
        register_role_permissions(
            Role.ADMINISTRATOR, ["accounts.add_user", "accounts.change_user", "accounts.delete_user"]
        )
        # Once, after the last app of a migrate: every permission exists by then.
        post_migrate.connect(keep_roles, sender=self, dispatch_uid="accounts.keep_roles")
