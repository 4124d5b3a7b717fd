"""Addresses of who holds what."""

from django.urls import path

from forewarn.console.holdings import entries, flows, keeping_out, lists, views

urlpatterns = [
    path("", views.listing, name="holdings-list"),
    path("customers/<int:customer_id>/", views.customer, name="holdings-customer"),
    path("<slug:vendor>/", views.show, name="holdings-vendor"),
    path("<slug:vendor>/figures/", views.figures, name="holdings-figures"),
    path("<slug:vendor>/transfers/", entries.transfers, name="holdings-transfers"),
    path("<slug:vendor>/transfers/<int:entry>/correct/", entries.correct_transfer, name="holdings-transfer-correct"),
    path("<slug:vendor>/endings/", entries.endings, name="holdings-endings"),
    path("<slug:vendor>/endings/new/", entries.new_ending, name="holdings-ending-new"),
    path("<slug:vendor>/endings/<int:entry>/correct/", entries.correct_ending, name="holdings-ending-correct"),
    path("<slug:vendor>/flows/", flows.listing, name="holdings-flows"),
    path("<slug:vendor>/flows/new/", flows.new, name="holdings-flow-new"),
    path("<slug:vendor>/flows/<int:flow>/stop/", flows.stop, name="holdings-flow-stop"),
    path("<slug:vendor>/kept-out/", keeping_out.listing, name="holdings-kept-out"),
    path("<slug:vendor>/kept-out/left-out/", keeping_out.left_out, name="holdings-left-out"),
    path("<slug:vendor>/kept-out/<int:customer_id>/let-in/", keeping_out.let_in, name="holdings-let-in"),
    path("<slug:vendor>/lists/", lists.listing, name="holdings-lists"),
    path("<slug:vendor>/lists/new/", lists.new, name="holdings-list-new"),
    path("<slug:vendor>/lists/<int:manifest>/", lists.show, name="holdings-manifest"),
    path("<slug:vendor>/lists/<int:manifest>/progress/", lists.progress, name="holdings-manifest-progress"),
    path("<slug:vendor>/lists/<int:manifest>/discard/", lists.discard, name="holdings-manifest-discard"),
    path("<slug:vendor>/lists/<int:manifest>/go-on/", lists.go_on, name="holdings-manifest-go-on"),
    path("<slug:vendor>/lists/<int:manifest>/rejects/", lists.rejects, name="holdings-manifest-rejects"),
]
