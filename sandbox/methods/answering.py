"""answerCallbackQuery."""

from sandbox.errors import bad_request
from sandbox.methods.registry import Call, method
from sandbox.records import Json
from sandbox.units import utf16

LONGEST_ANSWER = 200


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """What whoever pressed a button reads; each press is answered once."""
    text = call.params.text("text")
    if utf16(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    answer: Json = {"text": text or None, "show_alert": call.params.flag("show_alert")}
    if url := call.params.text("url"):
        answer["url"] = url
    query_id = call.params.text("callback_query_id")
    if not call.core.queries.answer(query_id, call.bot.id, answer):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return True
