"""The questions of a survey of the company's own, one a message, and the thanks."""

from collections.abc import Callable, Mapping

from crm import etiquette
from crm.notices import BallotQuestion, BallotThanks, OwnQuestion, OwnThanks
from crm.surveys import questions
from crm.surveys.questions import Question
from handlers.line import own_surveys
from handlers.line.bubbles import kit
from handlers.line.bubbles.surveys import earned, rows
from handlers.locales import Phrases, phrases

LABEL = 40

Data = Callable[[str], str]


def own_question(notice: OwnQuestion, say: Phrases) -> list[kit.Message]:
    [question] = questions.of([notice.question])
    bubble = [kit.title(notice.title), *_greeting(notice, say), *_asked(question, _data(notice, question), say)]
    if notice.first:
        bubble.append(kit.small(say("surveys.nps_purpose", company=kit.firm(notice.company, say))))
    return [kit.flex(_words(question, say), kit.bubble(bubble))]


def ballot_question(notice: BallotQuestion, say: Phrases) -> list[kit.Message]:
    """Every one says that nobody will know whose answer it is."""
    said = phrases(notice.language) if notice.language else say
    [question] = questions.of([notice.question])
    bubble = [
        kit.title(notice.title),
        *_greeting(notice, said),
        *_asked(question, _ballot_data(notice, question, said.language), said),
        kit.small(said("own_surveys.anonymous", company=kit.firm(notice.company, said))),
    ]
    return [kit.flex(_words(question, said), kit.bubble(bubble))]


def _greeting(notice: OwnQuestion | BallotQuestion, say: Phrases) -> list[kit.Part]:
    if not notice.first:
        return []
    name = etiquette.outward(notice.name, say.language)
    return [kit.paragraph(say("own_surveys.greeting", name=name, company=kit.firm(notice.company, say)))]


def _data(notice: OwnQuestion, question: Question) -> Data:
    return lambda answer: own_surveys.data(notice.token, question.key, answer)


def _ballot_data(notice: BallotQuestion, question: Question, language: str) -> Data:
    return lambda answer: own_surveys.ballot_data(notice.token, question.key, answer, language)


def _asked(question: Question, data: Data, say: Phrases) -> list[kit.Part]:
    """The question and its answers, all of them alike and in view."""
    asked = kit.paragraph(_words(question, say))
    if question.kind == "choice":
        labels = {each.key: each.ja if say.language == "ja" else each.en for each in question.choices}
        return [asked, *(kit.button(kit.cut(label, LABEL), data(key), label) for key, label in labels.items())]
    if question.kind == "scale":
        return [asked, *_scale(question, data, say)]
    skip = kit.button(say("own_surveys.skip"), data(questions.SKIP), say("own_surveys.skip"))
    return [asked, kit.small(say("own_surveys.write")), skip]


def _scale(question: Question, data: Data, say: Phrases) -> list[kit.Part]:
    buttons = [
        kit.button(str(score), data(str(score)), say("surveys.nps_said", score=score))
        for score in range(question.least, question.most + 1)
    ]
    low, high = (_end(question.ends, end, say) for end in ("low", "high"))
    lowest = [kit.small(f"{question.least}　{low}")] if low else []
    highest = [kit.small(f"{question.most}　{high}", align="end")] if high else []
    return [*lowest, *rows(buttons), *highest]


def _end(ends: Mapping[str, str], end: str, say: Phrases) -> str:
    return ends.get(f"{end}_{say.language}") or ends.get(f"{end}_ja", "")


def _words(question: Question, say: Phrases) -> str:
    return question.ja if say.language == "ja" else question.en


def own_thanks(notice: OwnThanks, say: Phrases) -> list[kit.Message]:
    thanks = say("own_surveys.thanks", name=etiquette.outward(notice.name, say.language))
    return [kit.text(f"{thanks}{earned(notice.points, say)}")]


def ballot_thanks(notice: BallotThanks, _say: Phrases) -> list[kit.Message]:
    say = phrases(notice.language)
    return [kit.text(say("surveys.closed" if notice.closed else "own_surveys.ballot_thanks"))]
