/** The two queues of the pipeline, each with a dead-letter queue. */
export const QUEUES = ['events', 'replies'] as const;

export type QueueName = (typeof QUEUES)[number];
