"""What the README shows of Python is what the examples are, which are run by other tests."""

import re
from pathlib import Path

from tests.running_service import PROJECT

EDGE = PROJECT / "frontend" / "edge"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_each_python_block_of_the_readme_stands_in_an_example() -> None:
    blocks = BLOCK.findall((EDGE / "README.md").read_text(encoding="utf-8"))
    examples = [path.read_text(encoding="utf-8") for path in Path(EDGE / "examples" / "python").glob("*.py")]
    assert len(blocks) == 2
    for block in blocks:
        assert any(block in example for example in examples), block
