from django.urls import path

from community.views import claims, communities, threads, tokens

app_name = "community"

urlpatterns = [
    path("", communities.index, name="index"),
    path("-/tokens/", tokens.page, name="tokens"),
    path("-/tokens/<int:token_id>/revoke/", tokens.revoke, name="revoke_token"),
    path("-/claim/", claims.page, name="claims"),
    path("-/claim/<int:claim_id>/", claims.decide, name="decide_claim"),
    path("-/claim/<int:claim_id>/undo/", claims.undo, name="undo_claim"),
    path("<slug:slug>/", threads.thread_list, name="threads"),
    path("<slug:slug>/start/", threads.start, name="start"),
    path("<slug:slug>/<int:thread_id>/", threads.thread, name="thread"),
]
