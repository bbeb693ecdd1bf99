"""What `make run` does about a queue that a killed process left behind."""

from pathlib import Path

from config.run import tidy_queue


def test_half_written_messages_go_and_whole_ones_stay(tmp_path: Path) -> None:
    for name, text in (("messages/1.celery.msg", '{"body": 1}'), ("messages/2.celery.msg", '{"bo')):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    control = tmp_path / "control" / "celery.exchange"
    control.parent.mkdir()
    control.write_text("")
    assert tidy_queue(tmp_path) == 2
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["1.celery.msg"]
    assert tidy_queue(tmp_path / "nothing-here") == 0
