"""The pages, in the order a person meets them."""

from __future__ import annotations

from django.urls import path

from porewise.web.views import (
    ask,
    bottle,
    bottles,
    data,
    errors,
    example,
    photo,
    products,
    questions,
    report,
    start,
    today,
)

urlpatterns = [
    path("", start.start, name="start"),
    path("theme", start.theme, name="theme"),
    path("example", example.begin, name="example"),
    path("example/remove", example.remove, name="example-remove"),
    path("new", photo.new, name="new"),
    path("visit/<uuid:visit_id>/photo", photo.photo, name="photo"),
    path("visit/<uuid:visit_id>/progress", photo.progress, name="progress"),
    path("visit/<uuid:visit_id>/picture/<str:file>", photo.picture, name="picture"),
    path("visit/<uuid:visit_id>/questions", questions.questions, name="questions"),
    path("visit/<uuid:visit_id>/products", products.products, name="products"),
    path("visit/<uuid:visit_id>/report", report.report, name="report"),
    path("visit/<uuid:visit_id>/again", report.again, name="again"),
    path("visit/<uuid:visit_id>/report.json", report.report_json, name="report-json"),
    path("visit/<uuid:visit_id>/today", today.today, name="today"),
    path("visit/<uuid:visit_id>/take/<str:name>", today.take, name="take"),
    path("visit/<uuid:visit_id>/delete", data.delete_visit, name="delete"),
    path("ask", ask.ask, name="ask"),
    path("claims", ask.all_claims, name="claims"),
    path("claims/<slug:claim_id>", ask.one_claim, name="claim"),
    path("products", bottles.my_products, name="my-products"),
    path("products/add", bottles.add, name="product-add"),
    path("products/<uuid:bottle_id>", bottle.bottle, name="bottle"),
    path("products/<uuid:bottle_id>/progress", bottle.progress, name="bottle-progress"),
    path("products/<uuid:bottle_id>/picture/<str:file>", bottle.picture, name="bottle-picture"),
    path("products/<uuid:bottle_id>/remove", bottles.remove, name="bottle-remove"),
    path("data", data.your_data, name="data"),
    path("data/delete", data.delete_everything, name="delete-everything"),
    path("too-large", errors.too_large, name="too-large"),
]

handler400 = "porewise.web.views.errors.bad_request"
handler403 = "porewise.web.views.errors.forbidden"
handler404 = "porewise.web.views.errors.not_found"
handler500 = "porewise.web.views.errors.fault"
