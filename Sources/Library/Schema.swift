/// The tables, as an ordered list of migrations. `user_version` in the file counts those that were done. A migration
/// that was ever released is never edited: a change is a new one at the end.
///
/// What is stored of positions is seconds, never frames: it does not depend on a rate. Dates are seconds since 1970.
struct Migration {
  /// What it brings, for whoever reads the list.
  let brings: String
  let script: String
}

enum Schema {
  /// Marks the file as ours ("SEGU"), so that no other program's database is ever changed.
  static let applicationID = 0x5345_4755

  /// `is_missing` of a track that has no place at all: its facts wait for its content to turn up. (1: its files are
  /// gone.)
  static let isWithoutPlace = 2

  /// The tracks without a place, after `FROM`. Left to itself SQLite reads the index of all numbers for them, some
  /// 1,400 pages for 100,000 tracks; they have a small one of their own.
  static let tracksWithoutPlace = "track INDEXED BY track_without_place WHERE is_missing = \(isWithoutPlace)"

  static let migrations = [
    Migration(brings: "tracks, their places, facts, words, cues and plays", script: tracks + words + facts),
    Migration(brings: "crates", script: crates),
    Migration(brings: "the DJ's own keys and sections, locked grids", script: corrections),
    Migration(brings: "colours of hot cues", script: "ALTER TABLE hot_cue ADD COLUMN colour TEXT;"),
    Migration(brings: "features and what is decided from them", script: decisions),
    Migration(brings: "who sings at the mix points", script: voices),
    Migration(brings: "tags and lengths that were misread are read again", script: rereading),
    Migration(brings: "what plans of blends need, in few bytes", script: planFacts),
    Migration(brings: "the DJ's answers to tracks", script: answers),
    Migration(brings: "what tracks sound like, as numbers to steer by", script: sounds),
    Migration(brings: "the words of songs", script: lyrics),
    Migration(brings: "what stems sound like", script: stemFacts),
    Migration(brings: "the DJ's notes on tracks: comments, colours, tags", script: notes),
    Migration(brings: "what imports brought, to be taken back", script: imports),
    Migration(brings: "the signal's peaks in waveforms", script: "ALTER TABLE waveform ADD COLUMN peaks BLOB;"),
    Migration(brings: "which tracks were written last", script: TrackChanges.script),
    Migration(brings: "smart crates", script: "ALTER TABLE crate ADD COLUMN query TEXT;"),
    Migration(brings: "evenings that were played as crates", script: evenings),
    Migration(brings: "how stems lie on their tracks", script: stemLayings),
  ]

  /// A track is a sound: one row for each content. Where its files are is in `place`; `path` is the one shown.
  ///
  /// `wheel` is the key's place on the Camelot wheel, 2 × (hour − 1) + (major ? 1 : 0), so that it sorts as DJs think.
  /// `…_sort` are the texts as they are ordered: folded to lower case without accents. `…_digest` tell duplicates.
  private static let tracks = """
    CREATE TABLE track (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      content_id TEXT UNIQUE,
      path TEXT NOT NULL, name TEXT NOT NULL, folder TEXT NOT NULL,
      title TEXT, artist TEXT, album TEXT, genre TEXT, year INTEGER, tag_bpm REAL, tag_key TEXT, tag_wheel INTEGER,
      title_sort TEXT NOT NULL, artist_sort TEXT, album_sort TEXT, genre_sort TEXT,
      artist_digest INTEGER, song_digest INTEGER, content_digest INTEGER,
      duration_seconds REAL, analysed_bpm REAL, analysed_wheel INTEGER, edited_bpm REAL,
      bpm REAL, wheel INTEGER, energy INTEGER, loudness_lufs REAL, analysis_version INTEGER,
      is_missing INTEGER NOT NULL DEFAULT 0, failure TEXT,
      has_failed INTEGER NOT NULL DEFAULT 0, has_stems INTEGER NOT NULL DEFAULT 0,
      rating INTEGER, added_at REAL NOT NULL, last_played_at REAL, play_count INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE place (
      path TEXT PRIMARY KEY,
      track_id INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
      size INTEGER NOT NULL, modified REAL NOT NULL,
      is_missing INTEGER NOT NULL DEFAULT 0,
      is_probed INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE INDEX place_track ON place(track_id);
    CREATE INDEX place_unprobed ON place(path) WHERE is_probed = 0 AND is_missing = 0;
    CREATE TABLE folder (path TEXT PRIMARY KEY, added_at REAL NOT NULL) WITHOUT ROWID;

    -- What the DJ set goes before what was heard, what was heard before what the file says.
    CREATE TRIGGER track_effective AFTER UPDATE OF tag_bpm, analysed_bpm, edited_bpm, tag_wheel, analysed_wheel ON track
    WHEN new.bpm IS NOT coalesce(new.edited_bpm, new.analysed_bpm, new.tag_bpm)
      OR new.wheel IS NOT coalesce(new.analysed_wheel, new.tag_wheel)
    BEGIN
      UPDATE track SET bpm = coalesce(edited_bpm, analysed_bpm, tag_bpm), wheel = coalesce(analysed_wheel, tag_wheel)
      WHERE id = new.id;
    END;

    CREATE TRIGGER track_failed AFTER UPDATE OF failure ON track
    WHEN new.has_failed <> (new.failure IS NOT NULL)
    BEGIN
      UPDATE track SET has_failed = failure IS NOT NULL WHERE id = new.id;
    END;

    -- One index for each column that sorts, and one that covers every number, so that filters and suggestions never
    -- read the table.
    CREATE INDEX track_title ON track(title_sort, artist_sort);
    CREATE INDEX track_artist ON track(artist_sort, title_sort);
    CREATE INDEX track_album ON track(album_sort, title_sort);
    CREATE INDEX track_genre ON track(genre_sort, artist_sort);
    CREATE INDEX track_year ON track(year);
    CREATE INDEX track_wheel ON track(wheel);
    CREATE INDEX track_energy ON track(energy);
    CREATE INDEX track_duration ON track(duration_seconds);
    CREATE INDEX track_added ON track(added_at);
    CREATE INDEX track_numbers ON track(
      bpm, wheel, energy, year, rating, is_missing, has_failed, has_stems, play_count, last_played_at, artist_digest,
      song_digest, content_digest);
    CREATE INDEX track_unanalysed ON track(analysis_version);
    CREATE INDEX track_without_place ON track(id) WHERE is_missing = 2;

    """

  private static let words = """
    CREATE VIRTUAL TABLE words USING fts5(
      title, artist, album, genre, name, folder, content = 'track', content_rowid = 'id',
      tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
    CREATE TRIGGER track_words_insert AFTER INSERT ON track BEGIN
      INSERT INTO words(rowid, title, artist, album, genre, name, folder)
      VALUES (new.id, new.title, new.artist, new.album, new.genre, new.name, new.folder);
    END;
    CREATE TRIGGER track_words_delete AFTER DELETE ON track BEGIN
      INSERT INTO words(words, rowid, title, artist, album, genre, name, folder)
      VALUES ('delete', old.id, old.title, old.artist, old.album, old.genre, old.name, old.folder);
    END;
    CREATE TRIGGER track_words_update AFTER UPDATE OF title, artist, album, genre, name, folder ON track BEGIN
      INSERT INTO words(words, rowid, title, artist, album, genre, name, folder)
      VALUES ('delete', old.id, old.title, old.artist, old.album, old.genre, old.name, old.folder);
      INSERT INTO words(rowid, title, artist, album, genre, name, folder)
      VALUES (new.id, new.title, new.artist, new.album, new.genre, new.name, new.folder);
    END;

    """

  /// What was heard (`analysis`, `waveform`) is replaced by hearing again; what the DJ made (`hot_cue`, `cue`,
  /// `grid_edit`, `play`, the rating) is in tables that no analysis writes.
  private static let facts = """
    CREATE TABLE analysis (
      track_id INTEGER PRIMARY KEY REFERENCES track(id) ON DELETE CASCADE, version INTEGER NOT NULL, json BLOB NOT NULL
    );
    CREATE TABLE waveform (
      track_id INTEGER PRIMARY KEY REFERENCES track(id) ON DELETE CASCADE,
      columns_per_second REAL NOT NULL, bytes BLOB NOT NULL
    );
    CREATE TABLE hot_cue (
      track_id INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
      number INTEGER NOT NULL, time_seconds REAL NOT NULL, loop_seconds REAL, label TEXT, PRIMARY KEY (track_id, number)
    ) WITHOUT ROWID;
    CREATE TABLE cue (
      track_id INTEGER PRIMARY KEY REFERENCES track(id) ON DELETE CASCADE, time_seconds REAL NOT NULL
    );
    CREATE TABLE grid_edit (
      track_id INTEGER PRIMARY KEY REFERENCES track(id) ON DELETE CASCADE, json BLOB NOT NULL
    );
    CREATE TABLE play (
      id INTEGER PRIMARY KEY,
      track_id INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
      started_at REAL NOT NULL,
      after_track_id INTEGER REFERENCES track(id) ON DELETE SET NULL
    );
    CREATE INDEX play_track ON play(track_id, started_at);
    CREATE INDEX play_started ON play(started_at);
    CREATE INDEX play_after ON play(after_track_id);

    """

  private static let crates = """
    CREATE TABLE crate (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, made_at REAL NOT NULL);
    CREATE TABLE crate_track (
      crate_id INTEGER NOT NULL REFERENCES crate(id) ON DELETE CASCADE,
      track_id INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
      position REAL NOT NULL, PRIMARY KEY (crate_id, track_id)
    ) WITHOUT ROWID;
    CREATE INDEX crate_track_track ON crate_track(track_id);
    """

  /// A key that the DJ set goes before the one that was heard, as a tempo does.
  private static let corrections = """
    ALTER TABLE track ADD COLUMN edited_wheel INTEGER;
    ALTER TABLE grid_edit ADD COLUMN is_locked INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE section_edit (
      track_id INTEGER PRIMARY KEY REFERENCES track(id) ON DELETE CASCADE, json BLOB NOT NULL
    );
    DROP TRIGGER track_effective;
    CREATE TRIGGER track_effective
    AFTER UPDATE OF tag_bpm, analysed_bpm, edited_bpm, tag_wheel, analysed_wheel, edited_wheel ON track
    WHEN new.bpm IS NOT coalesce(new.edited_bpm, new.analysed_bpm, new.tag_bpm)
      OR new.wheel IS NOT coalesce(new.edited_wheel, new.analysed_wheel, new.tag_wheel)
    BEGIN
      UPDATE track SET bpm = coalesce(edited_bpm, analysed_bpm, tag_bpm),
        wheel = coalesce(edited_wheel, analysed_wheel, tag_wheel)
      WHERE id = new.id;
    END;
    """

  /// What is decided from features can be decided again without the file. `facts` is what is read beside the features;
  /// `heard_at` and a decision's version tell what is out of date: 0 after the DJ mended what it was decided from.
  private static let decisions = """
    CREATE TABLE features (
      track_id INTEGER PRIMARY KEY REFERENCES track(id) ON DELETE CASCADE,
      heard_at REAL NOT NULL, facts BLOB NOT NULL, bytes BLOB NOT NULL
    );
    CREATE TABLE decision (
      track_id INTEGER PRIMARY KEY REFERENCES track(id) ON DELETE CASCADE, version INTEGER NOT NULL, json BLOB NOT NULL
    );
    CREATE INDEX decision_version ON decision(version);
    ALTER TABLE track ADD COLUMN drive REAL;
    CREATE INDEX track_drive ON track(drive, energy) WHERE drive IS NOT NULL;
    """

  /// `VoiceBeats` as integers, beside the numbers that suggestions are weighed by.
  private static let voices = """
    ALTER TABLE track ADD COLUMN voices_in INTEGER;
    ALTER TABLE track ADD COLUMN voices_out INTEGER;
    DROP INDEX track_numbers;
    CREATE INDEX track_numbers ON track(
      bpm, wheel, energy, year, rating, is_missing, has_failed, has_stems, play_count, last_played_at, artist_digest,
      song_digest, content_digest, voices_in);
    """

  /// Files whose tags an earlier version may have misread, or could not read at all: without title or artist (they may
  /// stand in a container that was not looked into), with letters that were lost (U+FFFD) or two neighbours from 0x80
  /// to 0xFF (another encoding taken for Latin-1). Of an Ogg file the first link alone was heard, and Opus at the rate
  /// of its head.
  private static let rereading = """
    UPDATE place SET is_probed = 0 WHERE track_id IN (
      SELECT id FROM track WHERE title IS NULL OR artist IS NULL OR failure IS NOT NULL
        OR path LIKE '%.og_' OR path LIKE '%.opus'
        OR title || char(10) || artist || char(10) || ifnull(album, '') || char(10) || ifnull(genre, '')
          GLOB '*[' || char(128) || '-' || char(255) || '][' || char(128) || '-' || char(255) || ']*'
        OR instr(title || artist || ifnull(album, '') || ifnull(genre, ''), char(65533)) > 0);
    UPDATE track SET analysis_version = 0
      WHERE analysis_version IS NOT NULL AND (path LIKE '%.og_' OR path LIKE '%.opus');
    """

  /// What the DJ said to tracks, each time; `track` has what was said last, for lists and the search.
  private static let answers = """
    CREATE TABLE answer (
      id INTEGER PRIMARY KEY,
      track_id INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
      answer TEXT NOT NULL, given_at REAL NOT NULL,
      after_track_id INTEGER REFERENCES track(id) ON DELETE SET NULL,
      course TEXT
    );
    CREATE INDEX answer_track ON answer(track_id, given_at);
    CREATE INDEX answer_given ON answer(given_at);
    CREATE INDEX answer_after ON answer(after_track_id);
    ALTER TABLE track ADD COLUMN answer TEXT;
    ALTER TABLE track ADD COLUMN answered_at REAL;
    CREATE INDEX track_answer ON track(answer, answered_at) WHERE answer IS NOT NULL;

    """
    + [("insert", "INSERT", ["new"]), ("delete", "DELETE", ["old"]), ("move", "UPDATE OF track_id", ["old", "new"])]
    .map { name, event, rows in
      "CREATE TRIGGER answer_\(name) AFTER \(event) ON answer BEGIN\n"
        + rows.map { row in
          """
          UPDATE track SET (answer, answered_at) = (
            SELECT answer, given_at FROM answer WHERE track_id = \(row).track_id
            ORDER BY given_at DESC, id DESC LIMIT 1)
          WHERE id = \(row).track_id;

          """
        }.joined() + "END;\n"
    }.joined()

  /// Measured from features, a decision and the DJ's sections: gone when one of them changes, to be measured again.
  private static let sounds = """
    CREATE TABLE sound (
      track_id INTEGER PRIMARY KEY REFERENCES track(id) ON DELETE CASCADE, version INTEGER NOT NULL, bytes BLOB NOT NULL
    );

    """ + forgetting("sound", ["analysis", "features", "decision", "section_edit"])

  /// The words of a track, as text for the search and whole; a track without any has a row too: it was looked at.
  /// `stamp` says what was read, and whether it has changed since.
  private static let lyrics = """
    CREATE TABLE lyrics (
      track_id INTEGER PRIMARY KEY REFERENCES track(id) ON DELETE CASCADE,
      stamp TEXT NOT NULL, sung TEXT NOT NULL, json BLOB
    );
    CREATE VIRTUAL TABLE lyric_words USING fts5(
      sung, content = 'lyrics', content_rowid = 'track_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
    CREATE TRIGGER lyrics_insert AFTER INSERT ON lyrics BEGIN
      INSERT INTO lyric_words(rowid, sung) VALUES (new.track_id, new.sung);
    END;
    CREATE TRIGGER lyrics_delete AFTER DELETE ON lyrics BEGIN
      INSERT INTO lyric_words(lyric_words, rowid, sung) VALUES ('delete', old.track_id, old.sung);
    END;
    CREATE TRIGGER lyrics_update AFTER UPDATE ON lyrics BEGIN
      INSERT INTO lyric_words(lyric_words, rowid, sung) VALUES ('delete', old.track_id, old.sung);
      INSERT INTO lyric_words(rowid, sung) VALUES (new.track_id, new.sung);
    END;
    """

  /// Heard from the files that `stamp` names.
  private static let stemFacts = """
    CREATE TABLE stem_facts (
      track_id INTEGER PRIMARY KEY REFERENCES track(id) ON DELETE CASCADE, version INTEGER NOT NULL,
      stamp TEXT NOT NULL, bytes BLOB NOT NULL
    );
    CREATE TRIGGER stem_facts_gone AFTER UPDATE OF has_stems ON track WHEN new.has_stems = 0 BEGIN
      DELETE FROM stem_facts WHERE track_id = new.id;
    END;
    """

  /// Stems that were listened to before are listened to again.
  private static let stemLayings = """
    ALTER TABLE stem_facts ADD COLUMN laying BLOB;
    DELETE FROM stem_facts;
    """

  /// What the DJ notes of a track; the rating was there from the start. Comments are found by their words, as names
  /// are.
  private static let notes = """
    ALTER TABLE track ADD COLUMN comment TEXT;
    ALTER TABLE track ADD COLUMN colour TEXT;
    CREATE TABLE track_tag (
      track_id INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
      folded TEXT NOT NULL, tag TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (track_id, folded)
    ) WITHOUT ROWID;
    CREATE INDEX track_tag_folded ON track_tag(folded);
    CREATE INDEX track_rating ON track(rating);
    CREATE INDEX track_played ON track(last_played_at);
    CREATE INDEX track_plays ON track(play_count);
    CREATE VIRTUAL TABLE comment_words USING fts5(
      comment, content = 'track', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
    CREATE TRIGGER track_comment_insert AFTER INSERT ON track WHEN new.comment IS NOT NULL BEGIN
      INSERT INTO comment_words(rowid, comment) VALUES (new.id, new.comment);
    END;
    CREATE TRIGGER track_comment_delete AFTER DELETE ON track WHEN old.comment IS NOT NULL BEGIN
      INSERT INTO comment_words(comment_words, rowid, comment) VALUES ('delete', old.id, old.comment);
    END;
    CREATE TRIGGER track_comment_update AFTER UPDATE OF comment ON track WHEN new.comment IS NOT old.comment BEGIN
      INSERT INTO comment_words(comment_words, rowid, comment)
        SELECT 'delete', old.id, old.comment WHERE old.comment IS NOT NULL;
      INSERT INTO comment_words(rowid, comment) SELECT new.id, new.comment WHERE new.comment IS NOT NULL;
    END;
    """

  /// What was there before an import and what it put there, fact by fact: so much is taken back as nobody has changed
  /// since.
  private static let imports = """
    CREATE TABLE import (id INTEGER PRIMARY KEY, made_at REAL NOT NULL, words TEXT NOT NULL);
    CREATE TABLE import_fact (
      import_id INTEGER NOT NULL REFERENCES import(id) ON DELETE CASCADE,
      track_id INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
      what TEXT NOT NULL, before TEXT, after TEXT NOT NULL, PRIMARY KEY (import_id, track_id, what)
    ) WITHOUT ROWID;
    CREATE INDEX import_fact_track ON import_fact(track_id);
    CREATE TABLE import_crate (
      import_id INTEGER NOT NULL REFERENCES import(id) ON DELETE CASCADE, path TEXT NOT NULL, before TEXT,
      after TEXT NOT NULL
    );
    CREATE INDEX import_crate_import ON import_crate(import_id);
    """

  /// What was played before evenings were crates, as `PlayHistory` puts it into them. Only of libraries that have no
  /// such folder yet.
  private static let evenings = """
    CREATE TEMP TABLE evening AS
      WITH apart AS (
        SELECT id, track_id, started_at,
          started_at - lag(started_at, 1, 0) OVER (ORDER BY started_at, id) >= 6 * 3600 AS begins FROM play),
      counted AS (SELECT *, sum(begins) OVER (ORDER BY started_at, id) AS number FROM apart)
      SELECT *, 'History' || char(31) || date(
        min(started_at) OVER (PARTITION BY number), 'unixepoch', 'localtime') AS name FROM counted;
    INSERT OR IGNORE INTO crate(name, made_at) SELECT name, min(started_at) FROM evening GROUP BY name;
    INSERT OR IGNORE INTO crate_track(crate_id, track_id, position)
      SELECT crate.id, evening.track_id, row_number() OVER (ORDER BY started_at, evening.id) - 1
      FROM evening JOIN crate ON crate.name = evening.name ORDER BY started_at, evening.id;
    DROP TABLE evening;
    """

  /// Made from an analysis, its decision and the DJ's corrections: gone when one of them changes, to be made again.
  private static let planFacts = """
    CREATE TABLE plan_facts (
      track_id INTEGER PRIMARY KEY REFERENCES track(id) ON DELETE CASCADE, bytes BLOB NOT NULL
    );

    """
    + forgetting("plan_facts", ["analysis", "decision", "grid_edit", "section_edit"])

  /// Triggers that throw away what a table keeps of a track when what it was made from changes.
  private static func forgetting(_ kept: String, _ sources: [String]) -> String {
    sources.map { table in
      """
      CREATE TRIGGER \(kept)_\(table)_insert AFTER INSERT ON \(table) BEGIN
        DELETE FROM \(kept) WHERE track_id = new.track_id;
      END;
      CREATE TRIGGER \(kept)_\(table)_update AFTER UPDATE ON \(table) BEGIN
        DELETE FROM \(kept) WHERE track_id IN (old.track_id, new.track_id);
      END;
      CREATE TRIGGER \(kept)_\(table)_delete AFTER DELETE ON \(table) BEGIN
        DELETE FROM \(kept) WHERE track_id = old.track_id;
      END;

      """
    }.joined()
  }
}
