"""The guided tour on an engine: sets the stage, does what each moment says, and removes all that it made."""
