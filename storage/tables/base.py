"""What all tables share: names of constraints, column kinds that are right on both databases."""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    false,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name that both databases agree on, so that one migration can drop it on either."""

ID = BigInteger().with_variant(Integer, "sqlite")
PLAIN = JSON().with_variant(JSONB(), "postgresql")


class Base(SQLModel):
    """Our own metadata: a table of some library can never slip into our migrations."""

    metadata = MetaData(naming_convention=NAMES)


def key() -> Any:
    """A number the database gives out."""
    return Field(default=None, sa_column=Column(ID, primary_key=True))


def link(target: str, *, optional: bool = False) -> Any:
    """A row of another table."""
    return Field(default=None, sa_column=Column(ID, ForeignKey(f"{target}.id"), nullable=optional))


def small(*, optional: bool = False, usual: int | None = None) -> Any:
    """A level, a lane, a weekday. `usual` is what rows have that were written without it."""
    default = None if usual is None else str(usual)
    return Field(default=usual, sa_column=Column(SmallInteger, nullable=optional, server_default=default))


def flag() -> Any:
    """Yes or no; rows that were written without it say no."""
    return Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


def code(*, usual: str) -> Any:
    """One of a few words; `usual` is what rows have that were written without it."""
    return Field(default=usual, sa_column=Column(String, nullable=False, server_default=str(usual)))


def plain() -> Any:
    """Lists of codes and numbers; never a citizen's words."""
    return Field(default=None, sa_column=Column(PLAIN, nullable=False))


def one_of(column: str, values: Any) -> str:
    """The text of a CHECK: only these values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


def core(model: type[SQLModel]) -> Table:
    """The Core table behind a model, which the repositories speak to."""
    return model.metadata.tables[str(model.__tablename__)]
