# In which country an address is registered, from tables of the regional registries that lie in a
# package (iptocc, MIT or Apache-2.0): nothing is fetched. That is whom an address was given to, and
# mostly where it is used. Hong Kong, Macao and Taiwan have codes of their own.
from __future__ import annotations

from collections.abc import Sequence

__all__ = ["countries_of"]


def countries_of(addresses: Sequence[str | None]) -> list[str | None]:
    """The ISO codes of the countries, None for what is no address or registered nowhere.

    >>> countries_of(["202.117.0.1", "8.8.8.8", "10.0.0.1", None])
    ['CN', 'US', None, None]
    """
    from iptocc import country_code  # noqa: PLC0415  an extra

    found: list[str | None] = country_code([each or "" for each in addresses])
    return found
