"""Prints the bill of materials of what is shipped as CycloneDX JSON; to be run where Bayplan is installed.

It lists what the About window lists: what is really installed, with versions and licences.
"""

from __future__ import annotations

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from bayplan import __version__
from bayplan.versions import parts

#: Parts that are no packages of the Python package index.
NOT_FROM_PYPI = ("Python", "Qt", "Inter (typeface)")


def bill() -> Bom:
    """Bayplan and everything that it comes with."""
    licences = LicenseFactory()
    made = Bom()
    made.metadata.component = program = Component(
        name="bayplan",
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref="bayplan",
        licenses=[licences.make_from_string("Apache-2.0")],
    )
    found = []
    for part in parts():
        purl = None if part.name in NOT_FROM_PYPI else PackageURL("pypi", name=part.name.lower(), version=part.version)
        component = Component(
            name=part.name,
            version=part.version,
            type=ComponentType.LIBRARY,
            bom_ref=f"{part.name}@{part.version}",
            purl=purl,
            licenses=[licences.make_from_string(part.licence)],
        )
        made.components.add(component)
        found.append(component)
    made.register_dependency(program, found)
    return made


def main() -> None:
    """Prints it, once it is seen to be as the schema wants it."""
    text = make_outputter(bill(), OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if problem is not None:
        raise SystemExit(f"The bill of materials is not as CycloneDX wants it: {problem}")
    print(text)  # noqa: T201 -- printing is its purpose


if __name__ == "__main__":
    main()
