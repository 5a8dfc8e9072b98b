/** Every record names the generation of the log it was written to. */
export const generationHeader = 'weir-generation'

/** The genesis record takes Kafka's offset 0 and is not counted: ours are one less. */
export const ourOffset = (kafka: number): number => kafka - 1
export const kafkaOffset = (ours: number): number => ours + 1
