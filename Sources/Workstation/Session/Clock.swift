import Music
import Platform

/// Of a clock that never goes back. Any thread.
func monotonicTime() -> Seconds { Seconds(monotonicSeconds()) }
