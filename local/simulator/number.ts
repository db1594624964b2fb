/** The one WhatsApp number of the simulator, as in the examples of the documentation. */
export const NUMBER = {
  /** The vendor's id of it. */
  id: 'cmm0abc123',
  phone: '+5511888888888',
  /** Meta's id of it, where it is one of Meta's numbers. */
  phoneNumberId: '106540352242922',
};

/** The account that the number belongs to. */
export const TENANT_ID = 'tenant_local';
