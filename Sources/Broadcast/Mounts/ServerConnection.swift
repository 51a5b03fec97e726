import CShout
import Platform
import Synchronization

/// A connection to an Icecast server, by libshout; never waits, but for a name to be looked up. Used by one thread, its
/// stream's.
final class ServerConnection {
  private let handle: OpaquePointer
  /// Has the password been refused?
  private(set) var isRefused = false

  /// libshout has a state of its own, made once.
  private static let library: Void = shout_init()

  /// Begins to connect. - Throws: why it cannot.
  init(_ mount: Mount, _ station: Station) throws(StreamError) {
    handle = try Self.makeHandle(mount, station)
    shout_set_nonblocking(handle, 1)
    let code = shout_open(handle)
    // The handle is freed by `deinit`, which comes here too.
    guard code == SHOUTERR_SUCCESS || code == SHOUTERR_BUSY || code == SHOUTERR_RETRY else { throw failure(code) }
  }

  deinit {
    shout_close(handle)
    shout_free(handle)
  }

  /// - Returns: whether the server takes the stream now. - Throws: why it does not.
  func isOpen() throws(StreamError) -> Bool {
    switch shout_get_connected(handle) {
    case SHOUTERR_CONNECTED: return true
    case SHOUTERR_BUSY, SHOUTERR_RETRY: return false
    case let code: throw failure(code)
    }
  }

  /// What does not go out at once waits in libshout's queue. - Throws: that the connection is gone.
  func send(_ bytes: [UInt8]) throws(StreamError) {
    let code = shout_send(handle, bytes, bytes.count)
    guard code == SHOUTERR_SUCCESS || code == SHOUTERR_BUSY || code == SHOUTERR_RETRY else { throw failure(code) }
  }

  /// Bytes that the server has not taken yet.
  var waiting: Int { max(0, shout_queuelen(handle)) }

  private func failure(_ code: Int32) -> StreamError {
    isRefused = code == SHOUTERR_NOLOGIN
    return StreamError(Self.sentence(code))
  }

  private static func sentence(_ code: Int32) -> String {
    switch code {
    case SHOUTERR_NOCONNECT: "nobody answers there"
    case SHOUTERR_NOLOGIN:
      "the server refuses it: is air_password right, is the mount free, and does the server allow its name?"
    case SHOUTERR_SOCKET: "the connection broke"
    case SHOUTERR_NOTLS, SHOUTERR_TLSBADCERT: "the server's certificate is not to be trusted, or it has none"
    case SHOUTERR_MALLOC: "memory is short"
    default: "it cannot be sent (libshout's error \(code))"
    }
  }

  // MARK: Titles

  /// Tells the server what plays on an MP3 mount. Waits for the server. - Returns: whether it was told.
  static func tell(_ title: StreamTitle, to mount: Mount) -> Bool {
    guard let handle = try? makeHandle(mount, Station()), let metadata = shout_metadata_new() else { return false }
    defer {
      shout_metadata_free(metadata)
      shout_free(handle)
    }
    guard shout_metadata_add(metadata, "song", title.line) == SHOUTERR_SUCCESS else { return false }
    return shout_set_metadata_utf8(handle, metadata) == SHOUTERR_SUCCESS
  }

  private static func makeHandle(_ mount: Mount, _ station: Station) throws(StreamError) -> OpaquePointer {
    _ = library
    guard let handle = shout_new() else { throw StreamError(sentence(SHOUTERR_MALLOC)) }
    shout_set_host(handle, mount.host)
    shout_set_port(handle, mount.port)
    shout_set_mount(handle, mount.path)
    shout_set_user(handle, mount.user)
    shout_set_password(handle, mount.password?.text ?? "")
    shout_set_protocol(handle, UInt32(SHOUT_PROTOCOL_HTTP))
    shout_set_agent(handle, "segue")
    shout_set_tls(handle, mount.isSecure ? SHOUT_TLS_RFC2818 : SHOUT_TLS_DISABLED)
    let container = mount.format.carriesTitles ? SHOUT_FORMAT_OGG : SHOUT_FORMAT_MP3
    shout_set_content_format(handle, UInt32(container), UInt32(SHOUT_USAGE_AUDIO), nil)
    shout_set_public(handle, station.isPublic ? 1 : 0)
    let facts = [
      (SHOUT_META_NAME, station.name), (SHOUT_META_DESCRIPTION, station.about), (SHOUT_META_GENRE, station.genre),
      (SHOUT_META_URL, station.page),
    ]
    for case (let name, let text?) in facts { shout_set_meta(handle, name, text) }
    return handle
  }
}
