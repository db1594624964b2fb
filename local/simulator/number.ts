/** The one WhatsApp number of the stand-in, as in the examples of the documentation. It is no Meta number. */
export const NUMBER = { id: 'cmm0abc123', phone: '+5511888888888' };

/** The account that the number belongs to. */
export const TENANT_ID = 'tenant_local';
