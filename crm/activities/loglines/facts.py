"""Dates that are told and on which nothing is to be done: 「満期は1月末」, 「12/5希望」, 「年内は難しいと伝えた」."""

import re

from crm.activities.loglines.tenses import ARRANGED
from crm.activities.loglines.words import any_of

# What simply has a date. 「受け取りは20日」 is an appointment and is not among them.
_STATES = any_of("""
    満期 納期 (?:有効|賞味|消費|申込|回答|提出)?期限 締め?切り? 決算 誕生日 発売 入荷 完成 竣工 工期 契約満了 契約終了
    更新時期 車検切れ 定休 支払い? 入金
""")
_ENGLISH_STATES = any_of(r"""
    expir\w+ birthdays? deadline lead\s+time expected contract\s+ends? warranty\s+ends?
""")
_STATE = re.compile(
    rf"(?:{_STATES})(?:日|予定日?)?(?:は|が|も|：|:|→|\s)*$|(?:{_ENGLISH_STATES})(?:\s+(?:is|on|by|in|around)|:)*\s*$",
    re.IGNORECASE,
)
_SAYING = r"と(?:回答|説明|案内|お?伝え|返答)\S{0,6}"
_AND_NO_MORE = re.compile(
    rf"\s*(?:頃|ごろ|まで|の?予定|の?見込み?|だそう|[でに]合意|[でと]回答|{_SAYING}|です|だ|とのこと|[)）」\s])*\s*$"
)
_A_WISH = re.compile(
    r"(?:頃|ごろ|中|以降|まで)?(?:に|を|が|で)?\s*ご?(?:希望|検討)(?:中|です|とのこと|だそう)?[\s)）→⇒>-]*$"
)
_OF_A_SUBJECT = re.compile(
    r"\s*の[^、。]{0,12}?(?:件|話|ご?連絡|ご?案内|お知らせ|ご?報告|ご?説明)(?:[でをに]|メール|電話|\s*$)"
)
_COMES_BY_ITSELF = re.compile(
    r"(?:に|頃|ごろ)?\s*(?:入荷|発売|完成|竣工|満期|開店|オープン)(?:予定|見込み?)?"
    rf"(?:です|だそう|とのこと|{_SAYING})?\s*"
)
_OF_SOMETHING_TOLD = re.compile(r"の[^、。]*(?:した|った|ました|だった|とのこと|していた|いただいた)[)）」]?\s*$")
# The day belongs to a thing which then has something done to it on another day: 「5/1出発の見積を1/12までに送付」.
_OF_A_THING = re.compile(
    r"(?:の|付け?の|出発|開始|納品分?|発|着|開催|締め?切?り?|分|号)[^、。,\s]{0,20}?[をはがも]\s*$"
)


def tells(before: str, behind: str, *, goes_on: bool) -> bool:
    """Whether a date to come, with these words around it, is only told; `goes_on`: another date follows `behind`."""
    if _STATE.search(before) and _AND_NO_MORE.fullmatch(behind):
        return True
    if (goes_on or not before.strip(" \u3000・→")) and _A_WISH.fullmatch(behind):
        return True
    if goes_on and _OF_A_THING.match(behind):
        return True
    if _COMES_BY_ITSELF.fullmatch(behind) or _OF_A_SUBJECT.match(behind):
        return True
    return bool(_OF_SOMETHING_TOLD.match(behind)) and not ARRANGED.search(behind)
