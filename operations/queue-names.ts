/** The two queues of the pipeline, each with a dead-letter queue. */
export const QUEUES = ['events', 'replies'] as const;

export type QueueName = (typeof QUEUES)[number];

/** All queues that a stack can have; that of the event bus is there only with the setting `eventBus`. */
export const STACK_QUEUES = [...QUEUES, 'published'] as const;

export type StackQueue = (typeof STACK_QUEUES)[number];
