"""Addresses of the settings."""

from django.urls import URLPattern, URLResolver, path

from forewarn.console.settings.views import brand, domains, keys, relays, senders, staff

urlpatterns: list[URLPattern | URLResolver] = [
    path("", brand.identity, name="settings-identity"),
    path("look/", brand.look, name="settings-look"),
    path("look/logo/", brand.logo, name="settings-logo"),
    path("look/logo/remove/", brand.logo_remove, name="settings-logo-remove"),
    path("choices/", brand.choices, name="settings-choices"),
    path("hours/", brand.hours, name="settings-hours"),
    path("mail-in/", brand.mail_in, name="settings-mail-in"),
    path("domains/", domains.domains, name="settings-domains"),
    path("domains/new/", domains.domain_new, name="settings-domain-new"),
    path("domains/check/", domains.dns_check, name="settings-dns-check"),
    path("domains/<int:domain>/key/", domains.key_new, name="settings-key-new"),
    path("keys/<int:key>/sign/", domains.key_sign, name="settings-key-sign"),
    path("keys/<int:key>/compromised/", domains.key_compromised, name="settings-key-compromised"),
    path("senders/", senders.senders, name="settings-senders"),
    path("senders/new/", senders.sender_new, name="settings-sender-new"),
    path("senders/<int:sender>/", senders.sender_edit, name="settings-sender-edit"),
    path("senders/<int:sender>/remove/", senders.sender_remove, name="settings-sender-remove"),
    path("relays/", relays.relays, name="settings-relays"),
    path("relays/new/<slug:kind>/", relays.new, name="settings-relay-new"),
    path("relays/<int:relay>/", relays.edit, name="settings-relay-edit"),
    path("relays/<int:relay>/try/", relays.try_out, name="settings-relay-try"),
    path("relays/<int:relay>/remove/", relays.remove, name="settings-relay-remove"),
    path("api-keys/", keys.listing, name="settings-apikeys"),
    path("api-keys/new/", keys.new, name="settings-apikey-make"),
    path("api-keys/<int:key>/withdraw/", keys.withdraw, name="settings-apikey-withdraw"),
    path("staff/", staff.staff, name="settings-staff"),
    path("staff/invite/", staff.invite, name="settings-invite"),
    path("staff/invitations/<int:invitation>/", staff.invitation, name="settings-invitation"),
    path(
        "staff/invitations/<int:invitation>/withdraw/", staff.invitation_withdraw, name="settings-invitation-withdraw"
    ),
    path("staff/<int:member>/", staff.role, name="settings-role"),
    path("staff/<int:member>/remove/", staff.remove, name="settings-member-remove"),
]
