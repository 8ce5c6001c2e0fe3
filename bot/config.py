"""The settings: `config.toml`, overridden by the environment. Read by cli and wiring only."""

from __future__ import annotations

import os
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveInt,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings.exceptions import SettingsError as BadEnvironment

from knowledge.model import Principal

DEFAULT_FILE = Path("config.toml")


class SettingsError(Exception):
    """Settings that cannot be used; the message is one line that names the setting and the mend."""


class Section(BaseModel):
    """A table of the file. An unknown key is an error; `NAME_file` reads a secret from a file."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _read_secret_files(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        read = dict(values)
        for key, field in cls.model_fields.items():
            path = read.pop(f"{key}_file", None) if "SecretStr" in str(field.annotation) else None
            if path is not None:
                read[key] = _secret(Path(path), f"{key}_file")
        return read


def _secret(path: Path, setting: str) -> str:
    try:
        if path.stat().st_mode & 0o077 and not _is_credential(path):
            raise ValueError(f"{setting}: others can read {path}; run chmod 600 on it")
        return path.read_text("utf-8").strip()
    except OSError as error:
        raise ValueError(f"{setting}: cannot read {path} ({error.strerror})") from None


def _is_credential(path: Path) -> bool:
    """Whether systemd has handed the file to this service alone. Its group bits then only show
    the access list by which it does so."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return folder is not None and path.parent == Path(folder)


def _matrix_id(value: str) -> str:
    if value and not (value.startswith("@") and ":" in value):
        raise ValueError("write it as @name:server")
    return value


def _room_id(value: str) -> str:
    if value and not value.startswith("!"):
        raise ValueError("write the room's id, which begins with an exclamation mark")
    return value


MatrixId = Annotated[str, BeforeValidator(_matrix_id)]
RoomId = Annotated[str, BeforeValidator(_room_id)]


class MatrixSettings(Section):
    """The account and whom it talks with."""

    homeserver: str = ""
    user_id: MatrixId = ""
    password: SecretStr | None = None
    access_token: SecretStr | None = None
    device_id: str | None = None
    allowed_servers: tuple[str, ...] = ()
    allowed_rooms: tuple[str, ...] = ()
    only_cross_signed: bool = False

    @field_validator("homeserver")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("write the whole address, as https://matrix.example.org")
        return value.rstrip("/")


class RoleSettings(Section):
    """Who has more than a staff member's rights."""

    process_leader: tuple[MatrixId, ...] = ()
    team_lead: tuple[MatrixId, ...] = ()
    admin: tuple[MatrixId, ...] = ()
    rooms: tuple[RoomId, ...] = ()


class RoomSettings(Section):
    """Rooms with a task."""

    admin: RoomId = ""
    log: RoomId = ""


class LessonSettings(Section):
    """What the log of lessons is told of the team."""

    team: str = ""
    areas: tuple[str, ...] = ()
    need_groups: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    recipients: dict[str, str] = Field(default_factory=dict)


class ReflectionSettings(Section):
    """What rounds ask."""

    templates: tuple[Path, ...] = ()


class KnowledgeSettings(Section):
    """What the answers come from."""

    documents: tuple[Path, ...] = (Path("documents"),)
    responsibilities: Path = Path("responsibilities.toml")
    model: str = "bundled"


class DatabaseSettings(Section):
    """Where the truth lives."""

    url: SecretStr = SecretStr("")


class VectorSettings(Section):
    """Where the vectors live."""

    url: str = ""


class HealthSettings(Section):
    """Where monitoring may look."""

    listen: str = ""

    @field_validator("listen")
    @classmethod
    def _is_place(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if value and not (host and port.isdecimal() and int(port) < 65536):
            raise ValueError("write host and port, as 127.0.0.1:9464")
        return value


class Settings(BaseSettings):
    """All settings. Relative paths start at the folder of the settings file."""

    model_config = SettingsConfigDict(
        env_prefix="LOTSEN_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    language: Literal["sv", "en"] = "sv"
    timezone: str = "Europe/Stockholm"
    data_dir: Path = Path("data")
    matrix: MatrixSettings = MatrixSettings()
    roles: RoleSettings = RoleSettings()
    rooms: RoomSettings = RoomSettings()
    principals: dict[str, Principal] = Field(default_factory=dict)
    scopes: dict[RoomId, tuple[str, ...]] = Field(default_factory=dict)
    owners: dict[str, MatrixId] = Field(default_factory=dict)
    retention: dict[str, PositiveInt] = Field(default_factory=dict)
    lessons: LessonSettings = Field(default=LessonSettings())
    reflection: ReflectionSettings = Field(default=ReflectionSettings())
    knowledge: KnowledgeSettings = KnowledgeSettings()
    database: DatabaseSettings = DatabaseSettings()
    vectors: VectorSettings = VectorSettings()
    health: HealthSettings = Field(default=HealthSettings())

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("no such time zone; write one as Europe/Stockholm") from None
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file."""
        return env_settings, init_settings

    @property
    def zone(self) -> ZoneInfo:
        """The team's time zone."""
        return ZoneInfo(self.timezone)


def load(path: Path | None = None) -> Settings:
    """Read the settings from `path`, `LOTSEN_CONFIG` or `config.toml`; defaults without any.

    Raises SettingsError with one line that names the setting and the mend.
    """
    named = path or (Path(os.environ["LOTSEN_CONFIG"]) if "LOTSEN_CONFIG" in os.environ else None)
    file = named or DEFAULT_FILE
    values = _read(file) if named or file.exists() else {}
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise SettingsError(f"{file}: {_first(error)}") from None
    except BadEnvironment as error:
        raise SettingsError(f"environment: {error}") from None
    return _rooted(settings, file.resolve().parent)


def require_matrix(settings: Settings) -> None:
    """Raise SettingsError unless the bot has an account to log in with."""
    matrix = settings.matrix
    for key in ("homeserver", "user_id"):
        if not getattr(matrix, key):
            raise SettingsError(
                f"matrix.{key}: missing; add it under [matrix] in the settings file"
            )
    if matrix.password is None and matrix.access_token is None:
        raise SettingsError("matrix.password: missing; add password_file under [matrix]")
    if matrix.access_token is not None and not matrix.device_id:
        raise SettingsError("matrix.device_id: missing; an access_token needs its device_id")
    if not matrix.allowed_servers:
        raise SettingsError("matrix.allowed_servers: empty; list the servers whose people may ask")


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not valid TOML: {error}") from None


def _first(error: ValidationError) -> str:
    details = error.errors(include_url=False, include_input=False)[0]
    place = [str(part) for part in details["loc"]]
    name = ".".join(place) or "settings"
    if details["type"] == "extra_forbidden":
        near = get_close_matches(place[-1], _known(place[:-1]), n=1)
        hint = f"did you mean {near[0]}?" if near else "remove it or see config.example.toml"
        return f"{name}: unknown setting; {hint}"
    return f"{name}: {details['msg'].removeprefix('Value error, ')}"


def _known(place: list[str]) -> list[str]:
    model: Any = Settings
    for part in place:
        field = model.model_fields.get(part)
        model = field.annotation if field else Section
    return list(model.model_fields)


def _rooted(settings: Settings, root: Path) -> Settings:
    knowledge = settings.knowledge.model_copy(
        update={
            "documents": tuple(root / path for path in settings.knowledge.documents),
            "responsibilities": root / settings.knowledge.responsibilities,
        }
    )
    templates = tuple(root / path for path in settings.reflection.templates)
    reflection = settings.reflection.model_copy(update={"templates": templates})
    return settings.model_copy(
        update={
            "data_dir": root / settings.data_dir,
            "knowledge": knowledge,
            "reflection": reflection,
        }
    )
