"""An office answers a recommendation: accepts it or not, in words that are shown before they are sent."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import path, recommend_list
from bot.conversation.steps.recommend_draft import Draft
from bot.conversation.steps.recommend_list import AGREE, reader
from feedback.recommendation_requests import AnswerRecommendation, RecommendationBeaten, RecommendationKept
from feedback.requests import Outcome, Refused, Request


def sent(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Done, or somebody else was quicker: who, and what they said."""
    if isinstance(outcome, RecommendationBeaten):
        stage = scene.say(f"recommend.stage.{outcome.stage.value}")
        told = scene.say("recommend.beaten", code=outcome.code, who=outcome.who, stage=stage)
        here = dialogue.at("recommendation", words="")
        again = recommend_list.recall(here, scene)
        return Turn(again.dialogue, (statement(told), *again.said), again.request, ask=False)
    code = outcome.code if isinstance(outcome, RecommendationKept) else ""
    key = outcome.key if isinstance(outcome, Refused) else "recommend.answered"
    return Turn(dialogue.end(), (statement(scene.say(key, code=code), kind="answered"),), ask=False)


def _choice(dialogue: Dialogue) -> str:
    return "agree" if path.talk(dialogue).picked == AGREE else "disagree"


def _asked(dialogue: Dialogue, scene: Scene) -> str:
    return scene.say(f"recommend.ask_{_choice(dialogue)}", code=path.talk(dialogue).case)


def _seen(dialogue: Dialogue, scene: Scene) -> str:
    return scene.say(f"recommend.preview_{_choice(dialogue)}", answer=path.talk(dialogue).words)


def _request(dialogue: Dialogue, scene: Scene) -> Request | None:
    me, talk = reader(dialogue, scene), path.talk(dialogue)
    return AnswerRecommendation(me, talk.case, talk.picked == AGREE, talk.words) if me else None


def _leave(dialogue: Dialogue, scene: Scene) -> Turn:
    return recommend_list.recall(dialogue.at("recommendation", words=""), scene)


DRAFT = Draft("answer_recommendation", "preview_recommendation_answer", _asked, _seen, _request, _leave, sent)
STEPS = DRAFT.steps()
