import CALSA
import Glibc
import Platform

/// The ALSA sequencer: a client “Segue” with one port in and out, which every hardware controller is wired to as it is
/// plugged in. Other programs may have the same controllers at the same time.
final class SequencerPort: MIDIPort {
  private let sequencer: OpaquePointer
  private let port: Int32
  private let decoder: OpaquePointer
  private let encoder: OpaquePointer
  /// By client and port; a controller's number is its place here.
  private var sources: [Source] = []

  private struct Source {
    var client: UInt8
    var port: UInt8
    var name: String
    var stream = MIDIStream()
    var isThere = true
  }

  /// - Throws: why there is no sequencer.
  init() throws(MIDITrouble) {
    segue_alsa_silence()
    var sequencer: OpaquePointer?
    var code = snd_seq_open(&sequencer, "default", SND_SEQ_OPEN_DUPLEX, SND_SEQ_NONBLOCK)
    guard code >= 0, let sequencer else {
      throw MIDITrouble(description: "no MIDI: the ALSA sequencer does not open: \(Self.words(code))")
    }
    snd_seq_set_client_name(sequencer, "Segue")
    let abilities =
      SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_SUBS_READ | SND_SEQ_PORT_CAP_SUBS_WRITE
    let kind = SND_SEQ_PORT_TYPE_MIDI_GENERIC | SND_SEQ_PORT_TYPE_APPLICATION
    let port = snd_seq_create_simple_port(sequencer, "controllers", UInt32(abilities), UInt32(kind))
    var (decoder, encoder): (OpaquePointer?, OpaquePointer?)
    code = min(port, snd_midi_event_new(4096, &decoder), snd_midi_event_new(4096, &encoder))
    guard code >= 0, let decoder, let encoder else {
      snd_seq_close(sequencer)
      throw MIDITrouble(description: "no MIDI: the ALSA sequencer gives no port: \(Self.words(code))")
    }
    snd_midi_event_no_status(decoder, 1)
    (self.sequencer, self.port, self.decoder, self.encoder) = (sequencer, port, decoder, encoder)
    // The system announces who comes and goes at 0:1.
    snd_seq_connect_from(sequencer, port, 0, 1)
  }

  private static func words(_ code: Int32) -> String { String(cString: snd_strerror(code)) }

  var files: [pollfd] {
    let count = snd_seq_poll_descriptors_count(sequencer, Int16(POLLIN))
    var files = [pollfd](repeating: pollfd(), count: Int(max(0, count)))
    snd_seq_poll_descriptors(sequencer, &files, UInt32(files.count), Int16(POLLIN))
    return files
  }

  private var hasLooked = false

  func read() -> [MIDIArrival] {
    var arrivals: [MIDIArrival] = []
    if !hasLooked {
      hasLooked = true
      for client in clients() { arrivals += connect(client) }
    }
    var event: UnsafeMutablePointer<snd_seq_event_t>?
    while snd_seq_event_input(sequencer, &event) >= 0, let event { arrivals += read(event) }
    return arrivals
  }

  private func read(_ event: UnsafeMutablePointer<snd_seq_event_t>) -> [MIDIArrival] {
    let kind = snd_seq_event_type(rawValue: UInt32(event.pointee.type))
    switch kind {
    case SND_SEQ_EVENT_PORT_START:
      return connect((event.pointee.data.addr.client, event.pointee.data.addr.port))
    case SND_SEQ_EVENT_PORT_EXIT:
      let gone = (event.pointee.data.addr.client, event.pointee.data.addr.port)
      guard let index = sources.firstIndex(where: { $0.isThere && ($0.client, $0.port) == gone }) else { return [] }
      sources[index].isThere = false
      return [.gone(source: index)]
    default:
      let from = (event.pointee.source.client, event.pointee.source.port)
      guard let index = sources.firstIndex(where: { $0.isThere && ($0.client, $0.port) == from }) else { return [] }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = snd_midi_event_decode(decoder, &bytes, bytes.count, event)
      guard count > 0 else { return [] }
      return sources[index].stream.feed(bytes[..<count]).map { .message(source: index, $0) }
    }
  }

  /// Ports of hardware that can be read and written.
  private func clients() -> [(UInt8, UInt8)] {
    var found: [(UInt8, UInt8)] = []
    var (client, port): (OpaquePointer?, OpaquePointer?)
    guard snd_seq_client_info_malloc(&client) >= 0, snd_seq_port_info_malloc(&port) >= 0 else { return [] }
    defer {
      snd_seq_client_info_free(client)
      snd_seq_port_info_free(port)
    }
    snd_seq_client_info_set_client(client, -1)
    while snd_seq_query_next_client(sequencer, client) >= 0 {
      let number = snd_seq_client_info_get_client(client)
      snd_seq_port_info_set_client(port, number)
      snd_seq_port_info_set_port(port, -1)
      while snd_seq_query_next_port(sequencer, port) >= 0 {
        if let number = UInt8(exactly: number), let port = UInt8(exactly: snd_seq_port_info_get_port(port)) {
          found.append((number, port))
        }
      }
    }
    return found
  }

  /// Wires a port to ours, both ways. - Returns: nothing where it is our own, the system's, or no hardware's.
  private func connect(_ address: (client: UInt8, port: UInt8)) -> [MIDIArrival] {
    guard address.client != 0, Int32(address.client) != snd_seq_client_id(sequencer) else { return [] }
    if sources.contains(where: { $0.isThere && ($0.client, $0.port) == address }) { return [] }
    var (client, port): (OpaquePointer?, OpaquePointer?)
    guard snd_seq_client_info_malloc(&client) >= 0, snd_seq_port_info_malloc(&port) >= 0 else { return [] }
    defer {
      snd_seq_client_info_free(client)
      snd_seq_port_info_free(port)
    }
    guard snd_seq_get_any_client_info(sequencer, Int32(address.client), client) >= 0,
      snd_seq_get_any_port_info(sequencer, Int32(address.client), Int32(address.port), port) >= 0,
      snd_seq_port_info_get_capability(port) & UInt32(SND_SEQ_PORT_CAP_SUBS_READ) != 0,
      snd_seq_port_info_get_type(port) & UInt32(SND_SEQ_PORT_TYPE_HARDWARE) != 0,
      let name = snd_seq_client_info_get_name(client)
    else { return [] }
    guard snd_seq_connect_from(sequencer, self.port, Int32(address.client), Int32(address.port)) >= 0 else { return [] }
    snd_seq_connect_to(sequencer, self.port, Int32(address.client), Int32(address.port))
    sources.append(Source(client: address.client, port: address.port, name: String(cString: name)))
    return [.appeared(source: sources.count - 1, name: String(cString: name))]
  }

  func send(_ bytes: [UInt8], to source: Int) {
    guard sources.indices.contains(source), sources[source].isThere else { return }
    var event = snd_seq_event_t()
    var rest = bytes[...]
    while !rest.isEmpty {
      let taken = Array(rest).withUnsafeBufferPointer {
        snd_midi_event_encode(encoder, $0.baseAddress, $0.count, &event)
      }
      guard taken > 0 else { break }
      rest = rest.dropFirst(taken)
      if event.type == UInt8(SND_SEQ_EVENT_NONE.rawValue) { continue }
      event.source.port = UInt8(port)
      event.dest.client = sources[source].client
      event.dest.port = sources[source].port
      event.queue = UInt8(SND_SEQ_QUEUE_DIRECT)
      snd_seq_event_output_direct(sequencer, &event)
    }
  }

  func close() {
    snd_midi_event_free(decoder)
    snd_midi_event_free(encoder)
    snd_seq_close(sequencer)
  }
}
