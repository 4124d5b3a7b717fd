"""Addresses of the public site, at the host of each brand."""

from django.urls import URLPattern, URLResolver, include, path

from forewarn.public_site import check, preferences, scams, unsubscribe, vendor_answer, vendor_changes, views
from forewarn.public_site.vendor_questions.page import vendor_questions
from forewarn.public_site.your_data import views as your_data

app_name = "public_site"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("never/", views.never, name="never"),
    path("never.json", views.never_json, name="never-json"),
    path("our-mail/", views.our_mail_page, name="our-mail"),
    path("messages/", views.messages, name="messages"),
    path("messages/feed.xml", views.feed, name="feed"),
    path("messages/<slug:slug>/", views.message, name="message"),
    path("messages/<slug:slug>.txt", views.message_text, name="message-text"),
    path("scams/", scams.page, name="scams"),
    path("scams.json", scams.data, name="scams-json"),
    path("scams/feed.xml", scams.feed, name="scams-feed"),
    path("vendors/changes/<slug:slug>/", vendor_changes.page, name="vendor-change"),
    path("", include("forewarn.public_site.vendors.urls")),
    path("check/", check.check, name="check"),
    path("report/", views.report, name="report"),
    path("practice/", include("forewarn.public_site.practice.urls")),
    path("your-data/", your_data.your_data, name="your-data"),
    path("your-data/request/", your_data.by_number, name="your-data-request"),
    path("vendor-questions/<str:token>/", vendor_questions, name="vendor-questions"),
    path("vendor-answer/<str:token>/", vendor_answer.vendor_answer, name="vendor-answer"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("unsubscribe/<str:token>", unsubscribe.unsubscribe, name="unsubscribe"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("robots.txt", views.robots_txt, name="robots"),
    path("site.css", views.sheet, name="sheet"),
    path("logo", views.logo, name="logo"),
    path("favicon.ico", views.icon, name="icon"),
]
