"""Other event data sets, read to be compared with: what they count on which day, in which country, of which type.

The order of reading the modules: formats (rows of GDELT, POLECAT and ACLED files → `PeerEvent`), types (their types →
PLOVER), compare (counting matches).
"""

from histor.peers.compare import Comparison, compare
from histor.peers.formats import FORMATS, PeerEvent, read_peers

__all__ = ["FORMATS", "Comparison", "PeerEvent", "compare", "read_peers"]
