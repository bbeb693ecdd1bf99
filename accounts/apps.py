from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_migrate, pre_save


class AccountsConfig(AppConfig):
    """Accounts: who a person is, which roles they hold, and how they sign in."""

    name = "accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.utils.translation import gettext_lazy as _

        from accounts.acts import register_act
        from accounts.models import User
        from accounts.receivers import keep_roles, on_roles_changed, on_signed_in, on_standing_changed
        from accounts.roles import Role, register_role_permissions

        for role in Role:
            register_role_permissions(role, ["wagtailadmin.access_admin"])
        register_role_permissions(
            Role.ADMINISTRATOR, ["accounts.add_user", "accounts.change_user", "accounts.delete_user"]
        )
        for role in (Role.ADMINISTRATOR, Role.CERTIFICATION_OFFICER):
            register_role_permissions(role, ["accounts.view_staffact"])
        register_act("staff.signed_in", _("Signed in"))
        register_act("person.roles_given", _("Gave roles to a person"), "roles")
        register_act("person.roles_taken", _("Took roles from a person"), "roles")
        register_act(
            "person.standing_changed", _("Changed what a person may enter"), "staff", "superuser", "active"
        )
        register_act("person.name_corrected", _("Corrected a person's legal name"))
        register_act("acts.exported", _("Took the audit trail out as a file"), "format")
        user_logged_in.connect(on_signed_in, dispatch_uid="accounts.signed_in")
        m2m_changed.connect(
            on_roles_changed, sender=User.groups.through, dispatch_uid="accounts.roles_changed"
        )
        pre_save.connect(on_standing_changed, sender=User, dispatch_uid="accounts.standing_changed")
        # Once, after the last app of a migrate: every permission exists by then.
        post_migrate.connect(keep_roles, sender=self, dispatch_uid="accounts.keep_roles")
