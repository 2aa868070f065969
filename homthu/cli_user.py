"""The commands for accounts of the management pages, written out; `homthu/cli.py` takes them in."""

from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from homthu.commands.speaking import say

user = typer.Typer(help=say("cli.user.command"), no_args_is_help=True)

Name = Annotated[str, typer.Argument(help=say("cli.user.option_name"))]


class SigningRole(StrEnum):
    """Roles that have pages."""

    HEAD = "head"
    SUPERIOR = "superior"
    INSPECTOR = "inspector"
    ADMIN = "admin"


@user.command("add", help=say("cli.user.add"))
def user_add(
    name: Name,
    full_name: Annotated[str, typer.Option("--name", help=say("cli.user.option_full_name"))],
    unit: Annotated[str, typer.Option(help=say("cli.user.option_unit"))],
    role: Annotated[SigningRole, typer.Option(help=say("cli.user.option_role"))],
    title: Annotated[str, typer.Option(help=say("cli.user.option_title"))] = "",
) -> None:
    from homthu.commands import house
    from homthu.commands.user import add

    house.run(lambda: add(name, full_name=full_name, title=title, unit=unit, role=role.value))


@user.command("invite", help=say("cli.user.invite"))
def user_invite(name: Name) -> None:
    from homthu.commands import house
    from homthu.commands.user import invite_again

    house.run(partial(invite_again, name))


@user.command("disable", help=say("cli.user.disable"))
def user_disable(name: Name) -> None:
    from homthu.commands import house
    from homthu.commands.user import shut

    house.run(partial(shut, name))


@user.command("reset-totp", help=say("cli.user.reset_totp"))
def user_reset_totp(name: Name) -> None:
    from homthu.commands import house
    from homthu.commands.user import reset

    house.run(partial(reset, name))


@user.command("list", help=say("cli.user.list"))
def user_list() -> None:
    from homthu.commands import house
    from homthu.commands.user import show

    house.run(show)
