"""The commands that Telegram shows in its menu: everybody's, and more in the chats of staff and of heads.

The narrowest scope wins on the phone, so a linked chat has its own list, and loses it when the link ends.
"""

from collections.abc import Sequence

from telegram import Bot, BotCommandScope, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from feedback.wording import LANGUAGES, words

EVERYBODY = ("danhgia", "gopy", "khen", "tracuu", "bosung", "dulieu", "ngonngu", "huy", "help")
STAFF = ("diem", "giaitrinh", "nhapphieu", *EVERYBODY)
MENUS = {
    "citizen": EVERYBODY,
    "staff": STAFF,
    "head": ("viec", "thamdinh", "truc", "kiennghi", *STAFF),
    "inspector": ("viec", "thamdinh", *STAFF),
    "board": ("giamsat", "kiennghi", *EVERYBODY),
}


async def show_to_everybody(bot: Bot) -> None:
    """In every private chat, in both languages; the first stands for all languages not listed."""
    await _show(bot, EVERYBODY, BotCommandScopeAllPrivateChats())


async def show_in_chat(bot: Bot, address: str, reader: str) -> None:
    """In one chat, for `reader` (citizen, staff, head, board); a citizen's is everybody's again."""
    scope = BotCommandScopeChat(address)
    if reader != "citizen":
        await _show(bot, MENUS[reader], scope)
        return
    for language in ("", *LANGUAGES):
        await bot.delete_my_commands(scope, language_code=language or None)


async def _show(bot: Bot, names: Sequence[str], scope: BotCommandScope) -> None:
    for language in ("", *LANGUAGES):
        say = words(language or LANGUAGES[0]).say
        listed = [(name, say(f"command.{name}")) for name in names]
        await bot.set_my_commands(listed, scope=scope, language_code=language or None)
