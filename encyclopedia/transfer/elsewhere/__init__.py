"""Documents that were written for other systems, read as their authors meant them.

The codec stays strict. What people bring from elsewhere is put into our form before it is assembled: front matter
(`front`), its keys and values (`keys`, `dates`), titles (`titles`), and links to files (`links`, `tree`).
"""

from .documents import Reading, read
from .tree import Tree

__all__ = ["Reading", "Tree", "read"]
