import { gunzipSync } from 'node:zlib'
import { compressFrame, decompressFrameSync } from 'lz4-napi'
import { CompressionCodecs, CompressionTypes } from './kafkajs.ts'
import type { KafkaOptions } from './options.ts'

/** Teaches kafkajs LZ4, in frames as Kafka wants them. */
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: encoder => compressFrame(encoder.buffer),
  decompress: async bytes => decompressFrameSync(bytes),
})

export const compressionType = (name: NonNullable<KafkaOptions['compression']>): number =>
  ({ lz4: CompressionTypes.LZ4, gzip: CompressionTypes.GZIP, none: CompressionTypes.None })[name]

/** Undoes the compression a batch's attributes name. @throws Error for one we do not know, or bytes that are damaged. */
export function decompress(codec: number, bytes: Buffer): Buffer {
  if (codec === CompressionTypes.None) return bytes
  if (codec === CompressionTypes.LZ4) return decompressFrameSync(bytes)
  if (codec === CompressionTypes.GZIP) return gunzipSync(bytes)
  throw new Error(`compression ${codec} is not known: set compression.type=producer on the topic`)
}
