"""Words that tell whether something has happened or is still to come, Japanese and English side by side. Data."""

import re

PAST_AFTER = re.compile(r"(?:した|った|済み?|いただいた)(?=$|[\s！!？?）)])")
"""Behind a date it tells that the thing has happened: 「月曜に訪問した」."""
ARRANGED = re.compile("変更|決定|決ま|延期|設定|予約|予定|約束|調整|お願い|依頼|ことに|ように|もらった")
"""What was done is the arranging; the date is still to come: 「月曜に変更した」."""
TENSE_BEFORE = re.compile(
    r"\b(?P<past>visited|called|met|spoke|talked|e?mailed|phoned|rang|had|sent|saw|was|were|went|discussed|came)\b"
    r"|\b(?:will|shall|call|send|follow|visit|meet|e?mail|phone|check|ping|try|need|must|deliver|reply|to)\b|['’]ll\b",
    re.IGNORECASE,
)
"""In English the verb nearest before the date tells: "Visited on Monday", "Met her and will call on Monday"."""
RESULT = re.compile(
    r"決定|決ま|しました|した(?=$|[。！!、\s])|った(?=$|[。！!、\s])|好評|了承|OK|とのこと|受領|完了|いただいた|もらった|次回"
    r"|\b(?:went|was|were|said|agreed|signed|discussed|happy|liked|next|done|ok)\b",
    re.IGNORECASE,
)
"""What comes of a contact: behind it the contact itself is over."""
DEADLINE = re.compile(r"までに?|中に|迄|\b(?:by|before|until|due|EOD)\b", re.IGNORECASE)
PLANNED = re.compile(
    r"予定|つもり|します|する(?=$|[\s。、])|\b(?:will|shall|need to|must|to do)\b|['’]ll\b"
    r"|\b(?:call|ring|phone|e-?mail|text|ping|tell|remind|send|update)\s+(?:him|her|them|back)\b",
    re.IGNORECASE,
)
EARLIER = re.compile(r"(?:前回|以前|当初|元々|\bsince|\bfrom|\blast time)[はの]?\s*$", re.IGNORECASE)
"""Before a past date: it belongs to another story than this interaction."""
TOLD_OF = re.compile(
    r"の(?!\s|$)|['’]s\b(?!\s+(?:call|visit|meeting|demo|lunch|dinner|session|zoom|chat)\b)|[^\s。、,]*?(?:した|った|いた|んだ)(?=[\u30a1-\u30fa\u3400-\u9fffA-Za-z])"
)
"""Behind a past date: it tells of a thing, not of the interaction. 「先月買った商品」, 「昨日の件」, "today's mail"."""
