/// What `segue --help` prints. The keys and commands of the workstation itself are under `?` there.
let usage = """
  segue: a DJ workstation for the terminal

  segue [OPTIONS] [FOLDER…]        open the workstation; folders are added to the library
  segue demo [OPTIONS]             open it on six tracks made for mixing (composed on first use)
  segue test [LIST]                hear the best 30 seconds of each track of a playlist, crate or folder (or of all)
                                   and say what it is: a tally, and a playlist of what you liked
  segue demo --make                make these tracks and print where they are
  segue analyze FILE… [--json] [--jobs N]
                                   tempo, beats, key, loudness … of files and folders, in order; - reads a list
                                   from standard input. Energy is on the library's scale
  segue analyze FILE… -o OUT.jsonl full analyses into a file; the same command again resumes it
  segue import OUT.jsonl… [--moved THERE=HERE]
                                   import such analyses, made here or elsewhere, into the library
  segue import FILE… [--dry-run] [--json] [--replace] [--moved THERE=HERE] [--offset MS] [--grid-pads]
                                   bring in rekordbox XML and sticks, Serato, Traktor NML, Engine DJ, Mixxx, VirtualDJ,
                                   iTunes XML, M3U, PLS, XSPF and cue sheets, or the folder that has them: cues, loops,
                                   grids, ratings, comments, playlists as crates.
                                   What you made in Segue stays without --replace; --undo takes the last one back
  segue export FILE.xml|.nml|.m3u8 [--crate NAME] [--as THERE=HERE]
                                   the library or a crate for rekordbox, Traktor or any player; --as: what a
                                   folder is called on the other machine: --as C:/Music=/home/me/music
  segue render JOURNAL -o OUT.wav [--report REPORT.json] [--master PRESET]
                                   render a set's journal to a file (.wav, .flac, .ogg, .opus, .mp3);
                                   --recording N: exactly the frames of its recording N, bit for bit;
                                   --master streaming|loud|club: mastered, as segue master does; also of mix, mashup
  segue journal                    list the sets you played: number, date, length, tracks (--json)
  segue journal SET                retell a set (a file, or its number in the list), line by line
  segue journal SET --tracklist | --json | --cuesheet [--recording N]
                                   its tracks, as text, JSON or a cue sheet
  segue suggest FILE|TITLE [--json] [--limit N] [--explain] [--steer WORDS]
                                   what to play after a track, from the library; --explain: the score as a sum;
                                   --steer "more bass, a bit faster": what steering understands is below COMMANDS
  segue mashups FILE|TITLE [--json] [--limit N] [--explain]
                                   whose voice goes over whose beat: partners of a track with stems, both ways
                                   round; --explain: the score as a sum, with --json the places and commands
  segue transition A B -o CLIP.wav [--kind KIND] [--plan]
                                   the blend of two files as sound, 20 s before and after it; --plan: as JSON
  segue plan MUSIC… [--minutes 60] [--course build|hold|release|arc] [--start A] [--end B] [--json]
             [--steer WORDS] [-o SET.m3u8]
                                   order files, folders or playlists into the best set, blend by blend
  segue mix MUSIC… -o SET.flac [--journal SET.journal]
                                   mix them in their order into one file, with a cue sheet beside it
  segue mashup --vocals A --instrumental B -o OUT.flac [--arrange follow|hook|full] [--stems]
             [--shift 2] [--shift-beat -1] [--balance 1] [--gate] [--journal OUT.journal] [--json]
                                   A's voice over the whole instrumental of B, with a text beside it that says what
                                   was done; --stems: voice and instrumental as files of their own, too;
                                   --shift, --shift-beat: semitones for the voice, for the instrumental, instead of
                                   those that are planned; --balance: the voice over it, -1 to 3 LU;
                                   --gate holds down what is left of B's own voice while A sings
  segue split FILE… [--stems 2|4] [--engine auto|best|fast|classical] [--format flac|wav|float]
             [-o DIR] [--json]
                                   a track into vocals, drums, bass and other (2: vocals, instrumental), where Segue
                                   finds them: in stems/NAME beside it, or in DIR/NAME. They sum to the track.
                                   --engine "demucs htdemucs_ft": by Demucs, where it is installed
  segue split --remove vocals FILE… [-o DIR]
                                   the track without its voice, as NAME (Instrumental).flac beside it or in DIR
  segue cache [--json]             the stems that were made by splitting and are kept, so that the same sound is not
                                   split twice: last used, size, engine, stems, track
  segue cache trim 2GB | clear     remove what was not used for longest until so much is left; or all of it
  segue master FILE… [--preset streaming|loud|club|reference] [--reference RECORD] [--lufs -14] [--true-peak -1]
             [--format wav|flac|mp3] [--rate 44100|48000] [--bits 16|24|float] [--analysis OUT.json] [--json] [-o OUT]
                                   master tracks, recordings and mixes: to a loudness and a true peak, or to the
                                   loudness and tone of another record; what is right already stays as it is
  segue master --analyze FILE… [--json]
                                   what mastering would look at: loudness, peaks, tone, punch, width, and what is
                                   wrong with a file
  segue parse LINE…                what a line of the prompt means, as a command; - reads standard input
  segue ctl LINE [--json]          a line of the prompt for the Segue that runs; state: how it stands, watch: what
                                   changes; - reads standard input
  segue radio --plan 24h [--from TIME] [--json]
                                   what a station would play by the programme in the config (radio_daypart and
                                   others: segue manual), when and why, without playing; --from 14:00, 2026-12-01T06:00
  segue radio [FOLDER…]            a station without a DJ: no screen, the autopilot on, streamed to the mounts of the
                                   config; TERM ends it at the bar, HUP has it read its config again
  segue radio status [--json] | watch | --unit
                                   how the radio that runs does; what changes there; a unit for systemd
  segue scan [FOLDER…]             add folders to the library, or rescan those it has
  segue library check | repair [--json]
                                   what is wrong with the library: damage, what belongs to tracks that are gone, files
                                   that are gone; repair mends it, and copies it to library.sqlite.before-repair first
  segue lyrics FILE… [--json]      the words of songs, with their times: from .lrc files beside them and from tags
  segue answers [--json]           what you said to tracks (keep, skip, grower, classic), the newest first
  segue history [--since TIME] [--json]
                                   what was played, the oldest first; --since 24h, 14:00, "2026-12-01 06:00"
  segue taste [--json]             what was learnt of you, in words
  segue recue [--json]             redo sections, mix points and energies of the library, without decoding
  segue devices                    list the sound devices
  segue midi                       list the maps of controllers and what is plugged in
  segue midi monitor | map NAME    each message of a controller as a map names it; a built-in map, to change:
                                   segue midi map ddj-400 > ~/.config/segue/controllers/mine
  segue midi learn MAP             move a control, type its command: the line goes into the map
  segue midi record | replay FILE PIPE
                                   what a controller sends, with times, a message a line; the same again
  segue doctor [--json]            check what could cause dropouts, and how to fix it
  segue keys                       print the standard keys, to change: segue keys > ~/.config/segue/keys
  segue completions bash|zsh|fish  the script that completes this in your shell; where it goes stands in its first line
  segue manual                     the manual page: segue manual | man -l -

  Options
    --device NAME                  sound device ("default", "hw:1,0"; "none" for a silent clock)
    --period FRAMES, --periods N   the device's buffer
    --rate auto|44100|48000        the engine's rate (auto: the device's)
    --headphones none|3-4|split|NAME
                                   headphone output: channels, a splitter cable, or a second device
    --theme NAME                   colours
    --glyphs NAME                  what waveforms are made of: auto, octant, sextant, quadrant, braille, block, half,
                                   ascii
    --fps N                        frames a second, 5 to 120 (30)
    --mouse                        click to seek and select, wheel on lists and faders, drag the crossfader
    --plain                        no screen: commands in, short sentences out, for a screen reader or a pipe
    --resume                       bring the last set back: its tracks where they were, the mixer
    --library FILE                 another library
    --config FILE                  another config file
    -h, --help                     this text
    -V, --version                  the version

  Exit status: 0 success, 1 some of the work failed (the reason is on stderr), 2 wrong usage.
  """

let version = "segue 0.1.0"
