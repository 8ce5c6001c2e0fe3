from pathlib import Path

import pytest

from bot.config import Settings, SettingsError, load, require_matrix

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LOTSEN_CONFIG", raising=False)


def settings_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mina.toml"
    path.write_text(text, "utf-8")
    return path


def test_without_any_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = load()
    assert settings.language == "sv"
    assert settings.data_dir == tmp_path / "data"


def test_the_environment_goes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = settings_file(tmp_path, '[matrix]\nuser_id = "@a:b.example"\n')
    monkeypatch.setenv("LOTSEN_MATRIX__PASSWORD", "hemligt")
    monkeypatch.setenv("LOTSEN_LANGUAGE", "en")
    settings = load(path)
    assert settings.matrix.password is not None
    assert settings.matrix.password.get_secret_value() == "hemligt"
    assert settings.language == "en"
    assert settings.matrix.user_id == "@a:b.example"
    assert "hemligt" not in repr(settings)


def test_the_file_can_be_named_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOTSEN_CONFIG", str(settings_file(tmp_path, 'language = "en"')))
    assert load().language == "en"


def test_a_secret_is_read_from_a_file_that_only_its_owner_can_read(tmp_path: Path) -> None:
    secret = tmp_path / "lösen"
    secret.write_text("hemligt\n")
    secret.chmod(0o600)
    path = settings_file(tmp_path, f'[matrix]\npassword_file = "{secret}"\n')
    password = load(path).matrix.password
    assert password is not None
    assert password.get_secret_value() == "hemligt"
    secret.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        load(path)


def test_a_credential_of_systemd_shows_group_bits_and_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = tmp_path / "credentials"
    handed.mkdir()
    for secret in (handed / "password", tmp_path / "password"):
        secret.write_text("hemligt")
        secret.chmod(0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(handed))
    path = settings_file(tmp_path, f'[matrix]\npassword_file = "{handed}/password"\n')
    password = load(path).matrix.password
    assert password is not None
    assert password.get_secret_value() == "hemligt"
    path = settings_file(tmp_path, f'[matrix]\npassword_file = "{tmp_path}/password"\n')
    with pytest.raises(SettingsError, match="others can read"):
        load(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[matrix]\nhomserver = "https://x.example"', "matrix.homserver: unknown setting; did you"),
        ('langage = "sv"', "langage: unknown setting; did you mean language?"),
        ("[matrix]\nquux = 1", "matrix.quux: unknown setting"),
        ('language = "no"', "language: "),
        ('timezone = "Mars/Olympus"', "timezone: no such time zone"),
        ('[matrix]\nuser_id = "anna"', "matrix.user_id: write it as @name:server"),
        ('[matrix]\nhomeserver = "matrix.example"', "matrix.homeserver: write the whole address"),
        ('[matrix]\nallowed_servers = "x"', "matrix.allowed_servers"),
        ('[matrix]\npassword_file = "/nowhere"', "password_file: cannot read"),
        ("language = ", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as error:
        load(settings_file(tmp_path, text))
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_wrong_value_is_never_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        load(settings_file(tmp_path, '[matrix]\npassword = ["hemligt"]'))
    assert "hemligt" not in str(error.value)


def test_the_bot_needs_an_account(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"matrix\.homeserver: missing"):
        require_matrix(load())


def test_the_example_holds_every_setting_and_loads(tmp_path: Path) -> None:
    example = (ROOT / "config.example.toml").read_text("utf-8")
    load(settings_file(tmp_path, example))
    for section, field in Settings.model_fields.items():
        nested = getattr(field.annotation, "model_fields", None)
        for key in nested or [section]:
            forms = (f"\n{key} =", f"\n# {key} =", f"\n# {key}_file =", f"\n[{key}]")
            assert any(form in example for form in forms), f"{section}.{key}"
