import pytest

from tests.read.site import Site


@pytest.fixture
def site():
    site = Site()
    yield site
    site.close()
