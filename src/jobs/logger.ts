/** What jobs need of a log; pino fits. Lines are for the person who is called at night, and hold no secret. */
export interface Logger {
  info(data: object, text: string): void;
  warn(data: object, text: string): void;
  error(data: object, text: string): void;
}
