/**
 * An error of our own, whose message may be logged: a fixed sentence with numbers and names of ours, and nothing that
 * came from a contact, a secret or another library.
 */
export class LoggableError extends Error {}
