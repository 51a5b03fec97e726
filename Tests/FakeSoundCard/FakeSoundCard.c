#include "FakeSoundCard.h"
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum accident_kind { XRUN, SUSPEND, STALL, GONE };

struct accident {
  enum accident_kind kind;
  double at, lasts;
  double began; /* seconds of the card's clock; negative before */
};

/* What stays when the device is closed: cards are known by their files. */
struct card {
  char *file;
  int output;
  double speed;
  double seconds_played;
  struct accident script[16];
  int accidents;
  struct card *next;
};

struct device {
  snd_pcm_ioplug_t io;
  struct card *card;
  int strict;
  uint64_t received, played; /* frames since prepared */
  double credit;             /* frames that the clock would have played by now */
  double last;               /* the card's clock, seconds */
  size_t frame_bytes;
  int planar;
  char gathered[1 << 16];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct card *cards;

static double card_clock(const struct card *card) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return ((double)now.tv_sec + (double)now.tv_nsec * 1e-9) * card->speed;
}

static void read_script(struct card *card, const char *text) {
  static const char *const names[] = {"xrun", "suspend", "stall", "gone"};
  char *copy = strdup(text), *rest = NULL;
  for (char *word = strtok_r(copy, "; ", &rest); word != NULL; word = strtok_r(NULL, "; ", &rest)) {
    char name[16];
    double from, to;
    int numbers = sscanf(word, "%15[a-z]@%lf-%lf", name, &from, &to);
    for (int kind = 0; kind < 4 && numbers >= 2 && card->accidents < 16; kind++) {
      if (strcmp(name, names[kind]) != 0) continue;
      card->script[card->accidents++] =
          (struct accident){.kind = (enum accident_kind)kind, .at = from, .lasts = numbers == 3 ? to - from : 0, .began = -1};
    }
  }
  free(copy);
}

static struct card *find_card(const char *file, double speed, const char *script) {
  pthread_mutex_lock(&lock);
  struct card *card = cards;
  while (card != NULL && strcmp(card->file, file) != 0) card = card->next;
  if (card == NULL && (card = calloc(1, sizeof *card)) != NULL) {
    card->file = strdup(file);
    card->output = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    card->speed = speed > 0 ? speed : 1;
    read_script(card, script);
    card->next = cards;
    cards = card;
  }
  pthread_mutex_unlock(&lock);
  return card;
}

/* The accident of this kind that happens now, or NULL. An xrun or a suspend is reported once. */
static struct accident *happening(struct card *card, enum accident_kind kind) {
  double now = card_clock(card);
  for (int i = 0; i < card->accidents; i++) {
    struct accident *accident = &card->script[i];
    if (accident->kind != kind || card->seconds_played < accident->at) continue;
    if (accident->began < 0) {
      accident->began = now;
      return accident;
    }
    if (now < accident->began + accident->lasts) return accident;
  }
  return NULL;
}

static void play(struct device *device, uint64_t frames) {
  device->played += frames;
  device->card->seconds_played += (double)frames / device->io.rate;
}

/* Lets the clock go on. Returns 0, or −EPIPE, −ESTRPIPE, −EIO for what happened. */
static int advance(struct device *device) {
  struct card *card = device->card;
  double now = card_clock(card), elapsed = now - device->last;
  device->last = now;
  if (happening(card, GONE)) return -EIO;
  if (happening(card, XRUN)) {
    play(device, device->received - device->played);
    return -EPIPE;
  }
  if (happening(card, SUSPEND)) return -ESTRPIPE;
  if (happening(card, STALL)) return 0;
  device->credit += elapsed * device->io.rate;
  uint64_t queued = device->received - device->played;
  uint64_t due = (uint64_t)device->credit;
  if (due <= queued) {
    play(device, due);
    device->credit -= (double)due;
    return 0;
  }
  play(device, queued);
  device->credit = 0;
  return device->strict ? -EPIPE : 0;
}

static snd_pcm_sframes_t fake_pointer(snd_pcm_ioplug_t *io) {
  struct device *device = io->private_data;
  if (io->state == SND_PCM_STATE_RUNNING || io->state == SND_PCM_STATE_DRAINING) {
    int code = advance(device);
    if (code == -EPIPE) return -EPIPE;
    if (code == -ESTRPIPE) snd_pcm_ioplug_set_state(io, SND_PCM_STATE_SUSPENDED);
  }
  return (snd_pcm_sframes_t)device->played;
}

static snd_pcm_sframes_t fake_transfer(
    snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset, snd_pcm_uframes_t size) {
  struct device *device = io->private_data;
  if (happening(device->card, GONE)) return -EIO;
  const char *bytes = (const char *)areas->addr + (areas->first + areas->step * offset) / 8;
  size_t left = size * device->frame_bytes;
  if (device->planar) {
    /* In the file, frames lie together. */
    size_t sample = device->frame_bytes / io->channels;
    char *to = device->gathered;
    if (left > sizeof device->gathered) size = sizeof device->gathered / device->frame_bytes, left = size * device->frame_bytes;
    for (snd_pcm_uframes_t frame = 0; frame < size; frame++) {
      for (unsigned int channel = 0; channel < io->channels; channel++, to += sample) {
        const snd_pcm_channel_area_t *area = &areas[channel];
        memcpy(to, (const char *)area->addr + (area->first + area->step * (offset + frame)) / 8, sample);
      }
    }
    bytes = device->gathered;
  }
  while (left > 0) {
    ssize_t written = write(device->card->output, bytes, left);
    if (written < 0 && errno != EINTR) return -EIO;
    if (written > 0) bytes += written, left -= (size_t)written;
  }
  device->received += size;
  return (snd_pcm_sframes_t)size;
}

static int fake_start(snd_pcm_ioplug_t *io) {
  struct device *device = io->private_data;
  device->last = card_clock(device->card);
  double tick = (double)io->period_size / io->rate / device->card->speed / 2;
  long nanoseconds = tick < 2e-4 ? 200000 : tick > 0.5 ? 500000000 : (long)(tick * 1e9);
  struct itimerspec timer = {{0, nanoseconds}, {0, nanoseconds}};
  return timerfd_settime(io->poll_fd, 0, &timer, NULL) == 0 ? 0 : -errno;
}

static int fake_stop(snd_pcm_ioplug_t *io) {
  struct itimerspec off = {{0, 0}, {0, 0}};
  timerfd_settime(io->poll_fd, 0, &off, NULL);
  return 0;
}

static int fake_prepare(snd_pcm_ioplug_t *io) {
  struct device *device = io->private_data;
  device->received = device->played = 0;
  device->credit = 0;
  return happening(device->card, GONE) ? -EIO : 0;
}

static int fake_hw_params(snd_pcm_ioplug_t *io, snd_pcm_hw_params_t *parameters) {
  (void)parameters;
  struct device *device = io->private_data;
  device->frame_bytes = (size_t)snd_pcm_format_physical_width(io->format) / 8 * io->channels;
  return 0;
}

static int fake_poll_revents(snd_pcm_ioplug_t *io, struct pollfd *descriptors, unsigned int count, unsigned short *revents) {
  struct device *device = io->private_data;
  uint64_t ticks;
  (void)count;
  *revents = 0;
  if ((descriptors[0].revents & POLLIN) && read(io->poll_fd, &ticks, sizeof ticks) < 0) return 0;
  if (happening(device->card, GONE)) return -EIO;
  snd_pcm_sframes_t room = snd_pcm_avail_update(io->pcm);
  if (room < 0 || (snd_pcm_uframes_t)room >= io->period_size) *revents = POLLOUT;
  return 0;
}

static int fake_close(snd_pcm_ioplug_t *io) {
  struct device *device = io->private_data;
  close(io->poll_fd);
  free(device);
  return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
    .start = fake_start,
    .stop = fake_stop,
    .pointer = fake_pointer,
    .transfer = fake_transfer,
    .prepare = fake_prepare,
    .hw_params = fake_hw_params,
    .poll_revents = fake_poll_revents,
    .close = fake_close,
};

static int constrain(snd_pcm_ioplug_t *io, const char *format, long channels, long rate, int planar) {
  const unsigned int access[] = {planar ? SND_PCM_ACCESS_RW_NONINTERLEAVED : SND_PCM_ACCESS_RW_INTERLEAVED};
  static const unsigned int rates[] = {44100, 48000};
  static const unsigned int formats[] = {
      SND_PCM_FORMAT_S16_LE, SND_PCM_FORMAT_S24_3LE, SND_PCM_FORMAT_S24_LE, SND_PCM_FORMAT_S32_LE,
      SND_PCM_FORMAT_FLOAT_LE, SND_PCM_FORMAT_FLOAT_BE, SND_PCM_FORMAT_FLOAT64_LE, SND_PCM_FORMAT_S32_BE,
      SND_PCM_FORMAT_U32_LE, SND_PCM_FORMAT_S24_BE, SND_PCM_FORMAT_U24_LE, SND_PCM_FORMAT_S24_3BE,
      SND_PCM_FORMAT_U24_3LE, SND_PCM_FORMAT_S20_LE, SND_PCM_FORMAT_S20_3LE, SND_PCM_FORMAT_U20_3LE,
      SND_PCM_FORMAT_S18_3LE, SND_PCM_FORMAT_U18_3LE, SND_PCM_FORMAT_S16_BE, SND_PCM_FORMAT_U16_LE,
      SND_PCM_FORMAT_U16_BE, SND_PCM_FORMAT_S8, SND_PCM_FORMAT_U8};
  unsigned int one_format = (unsigned int)snd_pcm_format_value(format), one_rate = (unsigned int)rate;
  int code = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 1, access);
  if (code >= 0)
    code = format[0] != 0 ? snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, 1, &one_format)
                          : snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, sizeof formats / sizeof *formats, formats);
  if (code >= 0)
    code = rate != 0 ? snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_RATE, 1, &one_rate)
                     : snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_RATE, 2, rates);
  if (code >= 0)
    code = snd_pcm_ioplug_set_param_minmax(
        io, SND_PCM_IOPLUG_HW_CHANNELS, channels != 0 ? (unsigned int)channels : 1, channels != 0 ? (unsigned int)channels : 8);
  if (code >= 0) code = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64, 1 << 19);
  if (code >= 0) code = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIODS, 2, 32);
  return code;
}

SND_PCM_PLUGIN_DEFINE_FUNC(segue_fake) {
  (void)root;
  const char *file = NULL, *script = "", *format = "";
  long channels = 0, rate = 0, strict = 0, planar = 0;
  double speed = 1;
  snd_config_iterator_t i, next;
  snd_config_for_each(i, next, conf) {
    snd_config_t *entry = snd_config_iterator_entry(i);
    const char *id;
    if (snd_config_get_id(entry, &id) < 0) continue;
    if (strcmp(id, "file") == 0) snd_config_get_string(entry, &file);
    if (strcmp(id, "script") == 0) snd_config_get_string(entry, &script);
    if (strcmp(id, "format") == 0) snd_config_get_string(entry, &format);
    if (strcmp(id, "channels") == 0) snd_config_get_integer(entry, &channels);
    if (strcmp(id, "rate") == 0) snd_config_get_integer(entry, &rate);
    if (strcmp(id, "planar") == 0) snd_config_get_integer(entry, &planar);
    if (strcmp(id, "strict") == 0) snd_config_get_integer(entry, &strict);
    if (strcmp(id, "speed") == 0) snd_config_get_ireal(entry, &speed);
  }
  if (file == NULL) return -EINVAL;
  struct card *card = find_card(file, speed, script);
  if (card == NULL) return -ENOMEM;
  if (card->output < 0) return -ENOENT;
  if (happening(card, GONE)) return -ENODEV;

  struct device *device = calloc(1, sizeof *device);
  if (device == NULL) return -ENOMEM;
  device->card = card;
  device->strict = (int)strict;
  device->planar = (int)planar;
  device->io.version = SND_PCM_IOPLUG_VERSION;
  device->io.name = "Segue's fake sound card";
  device->io.callback = &callbacks;
  device->io.private_data = device;
  device->io.flags = SND_PCM_IOPLUG_FLAG_BOUNDARY_WA;
  device->io.poll_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  device->io.poll_events = POLLIN;
  int code = snd_pcm_ioplug_create(&device->io, name, stream, mode);
  if (code < 0) {
    close(device->io.poll_fd);
    free(device);
    return code;
  }
  code = constrain(&device->io, format, channels, rate, (int)planar);
  if (code < 0) {
    snd_pcm_ioplug_delete(&device->io);
    return code;
  }
  *pcmp = device->io.pcm;
  return 0;
}

SND_PCM_PLUGIN_SYMBOL(segue_fake)
