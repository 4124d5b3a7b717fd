"""Addresses of mail in."""

from django.urls import path

from forewarn.console.mail_in import mailboxes, questions, views

urlpatterns = [
    path("", views.listing, name="mail_in-list"),
    path("<int:mail>/", views.show, name="mail_in-mail"),
    path("<int:mail>/again/", views.again, name="mail_in-again"),
    path("questions/<int:question>/", questions.decide_question, name="mail_in-decide"),
    path("mailboxes/", mailboxes.listing, name="mail_in-mailboxes"),
    path("mailboxes/new/", mailboxes.new, name="mail_in-mailbox-new"),
    path("mailboxes/<int:mailbox>/", mailboxes.edit, name="mail_in-mailbox-edit"),
    path("mailboxes/<int:mailbox>/try/", mailboxes.try_out, name="mail_in-mailbox-try"),
    path("mailboxes/<int:mailbox>/remove/", mailboxes.remove, name="mail_in-mailbox-remove"),
]
