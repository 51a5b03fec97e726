#include <libavformat/avformat.h>
#include <libavcodec/avcodec.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/hash.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
