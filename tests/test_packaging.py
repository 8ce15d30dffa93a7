"""What a user installs: the wheel, the sdist and an editable checkout, each built and tried for real.

Nothing is downloaded: the builds use this environment's hatchling, and what is installed finds its
dependencies in this environment through a `.pth` file.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import site_builder

CHECKOUT = Path(__file__).parent.parent
BUILT_FROM = (
    "site_builder",
    "templates",
    "incidents",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
)

# One worker runs them all, so that each distribution is built once.
pytestmark = [pytest.mark.packaging, pytest.mark.xdist_group("packaging")]


def run(*command: str | Path, cwd: Path) -> str:
    """The standard output of a command that must succeed, run without this environment's own settings."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "VIRTUAL_ENV"))
    }
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(project: Path, kind: str, into: Path) -> Path:
    """The one distribution of this kind that hatchling makes of the project."""
    run(sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", into, cwd=project)
    (made,) = into.iterdir()
    return made


def files_in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


class Environment:
    """A virtual environment that sees this one's packages behind its own."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=False, symlinks=True)
        self.bin = folder / "bin"
        packages = run(self.bin / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
        # Folders named in a .pth file come last on the path, and their own .pth files are not read: so
        # this environment's editable Site Builder stays out of sight.
        Path(packages.strip(), "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")

    def install(self, *what: str | Path) -> None:
        pip = (sys.executable, "-m", "pip", "--isolated", "--python", self.bin / "python")
        offline = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check")
        run(*pip, "install", *offline, *what, cwd=self.bin)


def assert_that_it_builds_a_new_site(environment: Environment, folder: Path) -> None:
    """What the README tells a new user to do works, outside the checkout."""
    program = environment.bin / "site-builder"
    assert site_builder.__version__ in run(environment.bin / "python", "-m", "site_builder", "--version", cwd=folder)
    run(program, "init", "demo", cwd=folder)
    run(program, "build", "--site", "demo", cwd=folder)
    assert (folder / "demo/incidents/_templates/cyber-incident.md").is_file()
    assert "<html" in (folder / "demo" / "public" / "index.html").read_text(encoding="utf-8")


def folder_of_package(environment: Environment, cwd: Path) -> Path:
    printed = run(environment.bin / "python", "-c", "import site_builder; print(site_builder.__file__)", cwd=cwd)
    return Path(printed.strip()).parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(CHECKOUT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked_sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive, unpacked: all that a distributor has."""
    folder = tmp_path_factory.mktemp("sdist")
    sdist = build(CHECKOUT, "sdist", folder / "dist")
    run("tar", "-xzf", sdist, cwd=folder)
    return folder / sdist.name.removesuffix(".tar.gz")


def test_wheel_holds_the_theme_inside_the_package(wheel: Path) -> None:
    theme = {
        f"site_builder/_templates/{path.relative_to(CHECKOUT / 'templates').as_posix()}"
        for path in (CHECKOUT / "templates").rglob("*")
        if path.is_file()
    }
    assert "site_builder/_templates/base.html" in theme
    assert theme <= files_in_wheel(wheel)


def test_wheel_holds_what_init_writes(wheel: Path) -> None:
    starter = {
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / "site_builder/starter").rglob("*")
        if path.is_file()
    }
    templates = {
        f"site_builder/_incident_templates/{path.name}" for path in (CHECKOUT / "incidents/_templates").glob("*.md")
    }
    assert len(templates) == 6
    assert starter | templates <= files_in_wheel(wheel)
    assert not [name for name in files_in_wheel(wheel) if name.startswith("incidents/")]


def test_wheel_holds_nothing_but_the_package_and_what_describes_it(wheel: Path) -> None:
    described = f"site_builder-{site_builder.__version__}.dist-info"
    assert {name.split("/")[0] for name in files_in_wheel(wheel)} == {"site_builder", described}
    assert not [name for name in files_in_wheel(wheel) if "__pycache__" in name or name.endswith(".pyc")]


def test_sdist_builds_the_same_wheel(wheel: Path, unpacked_sdist: Path, tmp_path: Path) -> None:
    assert files_in_wheel(build(unpacked_sdist, "wheel", tmp_path)) == files_in_wheel(wheel)


def test_sdist_is_all_that_a_build_reads(unpacked_sdist: Path) -> None:
    assert {path.name for path in unpacked_sdist.iterdir()} == {*BUILT_FROM, ".gitignore", "PKG-INFO"}


def test_installed_wheel_builds_a_new_site(wheel: Path, tmp_path: Path) -> None:
    environment = Environment(tmp_path / "environment")
    environment.install(wheel)
    assert folder_of_package(environment, tmp_path).is_relative_to(tmp_path / "environment")
    assert_that_it_builds_a_new_site(environment, tmp_path)


def test_editable_install_runs_from_the_sources(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    for name in BUILT_FROM:
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
        copy(CHECKOUT / name, sources / name)
    environment = Environment(tmp_path / "environment")
    environment.install("--editable", sources)
    assert folder_of_package(environment, tmp_path) == sources / "site_builder"
    assert not (sources / "site_builder" / "_templates").exists()
    assert_that_it_builds_a_new_site(environment, tmp_path)
