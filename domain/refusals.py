"""Saying no in a way that helps: each refusal has a key, each key a sentence in `texts`."""


class Refused(Exception):
    """这个操作现在不能做。"""

    def __init__(self, key: str, **facts: object) -> None:
        """`key` names the sentence in `texts/*/refusals.toml`; `facts` fill its blanks."""
        super().__init__(key)
        self.key = key
        self.facts = facts


# Every key that the rules may refuse with. A test holds that each has a sentence in each language.
KEYS = frozenset(
    {
        "no_such_case",
        "not_shown_here",
        "not_your_unit",
        "not_allowed",
        "own_work",
        "already_accepted",
        "already_submitted",
        "already_closed",
        "already_checked",
        "not_dispatched_yet",
        "not_open",
        "not_closed",
        "wrong_state",
        "photo_needed",
        "reason_needed",
        "unit_needed",
        "same_unit",
        "third_return",
        "too_late_to_withdraw",
        "too_late_to_reopen",
        "still_a_draft",
        "came_back_already",
        "nothing_to_amend",
        "deadline_in_the_past",
        "no_such_unit",
        "no_such_category",
        "question_over",
        "question_not_yours",
        "old_button",
        "two_at_once",
        "nobody_here",
        "not_enrolled_here",
        "admins_only",
        "enroll_in_a_group",
        "enroll_how",
        "enroll_which_unit",
        "bind_how",
        "no_such_person",
        "several_people",
        "already_bound",
        "account_taken",
        "link_over",
        "claim_privately",
        "claim_over",
        "claim_wrong",
        "asked_already",
        "request_lapsed",
        "already_helping",
        "helpers_open",
        "helper_of_another",
        "suspended_now",
        "ruling_waits",
        "no_ruling_open",
        "own_ruling",
        "no_stopgap_here",
        "until_needed",
        "suspension_too_long",
        "appealed_already",
        "no_more_extensions",
        "extension_too_short",
        "extension_too_long",
        "request_over",
        "own_request",
        "not_your_desk",
        "reply_too_short",
        "replied_already",
        "whistle_where",
        "whistle_not_allowed",
        "whistle_nobody",
        "whistle_limit",
        "whistle_blown",
        "whistle_over",
        "whistle_not_called",
        "whistle_arrived",
        "whistle_not_yours",
    }
)
