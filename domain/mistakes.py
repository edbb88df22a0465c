"""What is wrong in a file that somebody loads: each mistake with its place and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """Something wrong in a file: its line (from 1), and a sentence that says what to do.

    In a map file a feature is `counted` instead.
    """

    line: int
    sentence: str
    counted: str = "行"

    def __str__(self) -> str:
        return f"第 {self.line} {self.counted}：{self.sentence}"


class FileWrong(Exception):
    """文件有错误，什么都没有改动。请按下面列出的行改好，再加载一次。"""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        """`mistakes` holds all that was found, in the order of their lines."""
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))
