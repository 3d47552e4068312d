"""A form's field for files, as handlers hear it."""

from handlers.slack.heard import state_values


def test_files_of_a_form_are_heard_by_their_numbers_and_an_empty_field_is_missing():
    chosen = {"type": "file_input", "files": [{"id": "F1", "name": "a,b.png"}, {"id": "F2", "name": "c.pdf"}]}
    empty = {"type": "file_input", "files": []}
    form = {"state": {"values": {"photos": {"x": chosen}, "papers": {"x": empty}}}}

    assert state_values(form) == {"photos": "F1,F2"}
