import type { Phrases } from './phrases.js';

/** @internal Formal Spanish. */
export const es: Phrases = {
  statuses: {
    new: 'Abierto',
    open: 'Abierto',
    pending: 'Pendiente',
    hold: 'Abierto',
    solved: 'Resuelto',
    closed: 'Cerrado',
    archived: 'Cerrado',
  },
  justNow: 'ahora mismo',
  by: { agent: (name) => `por el agente ${name}`, requester: 'por el solicitante', you: 'por usted' },
  updated: (status, when, by) => `${status} — última actualización ${when}${by && ` ${by}`}.`,
  answered: (status, when, by, answeredWhen) =>
    `${status} — última actualización ${when}, última respuesta ${by} ${answeredWhen}.`,
  askToCreate: (subject, email) => `¿Crear el ticket «${subject}»${email && ` para ${email}`}?`,
  askToComment: (id) => `¿Añadir su respuesta al ticket n.º ${id}?`,
  askToSolve: (id) => `¿Marcar el ticket n.º ${id} como resuelto?`,
  created: (id, email) => `Se ha creado el ticket n.º ${id}${email && ` para ${email}`}.`,
  createdBefore: (id, email) => `El ticket n.º ${id} ya se había creado${email && ` para ${email}`}.`,
  commented: (id) => `Su respuesta se ha añadido al ticket n.º ${id}.`,
  solved: (id) => `El ticket n.º ${id} está resuelto.`,
  messages: (id, count, when, by) => `Mensajes del ticket n.º ${id}: ${count}, el último ${when}${by && ` ${by}`}.`,
  noMessages: (id) => `No hay mensajes en el ticket n.º ${id}.`,
  tickets: (list) => `Últimos tickets: ${list}.`,
  ticket: (id, status, when) => `n.º ${id} ${status}, actualizado ${when}`,
  noTickets: 'Todavía no hay tickets.',
  noSuchTickets: 'No hay tickets con ese estado.',
  articles: (count) => `Artículos encontrados: ${count}.`,
  noArticles: 'No he encontrado ningún artículo sobre eso.',
  userMessages: {
    misconfigured: 'El servicio de asistencia no está bien configurado.',
    invalidInput: 'Faltan algunos datos o no son válidos.',
    nameMissing: '¿Cuál es su nombre, por favor?',
    emailInvalid: '¿Podría revisar su dirección de correo electrónico, por favor?',
    notAllowed: 'No tengo permiso para hacer eso aquí.',
    notConnected: 'El servicio de asistencia no está conectado en este momento.',
    reconnectRequired: 'La conexión con el servicio de asistencia ha caducado y su propietario debe renovarla.',
    storeUnavailable: 'La conexión con el servicio de asistencia no está disponible temporalmente.',
    busy: 'El servicio de asistencia está ocupado en este momento. Vuelva a intentarlo dentro de un rato, por favor.',
    unreachable:
      'No se puede contactar con el servicio de asistencia ahora mismo. Vuelva a intentarlo dentro de un rato, por favor.',
    accountNotFound: 'No se puede contactar con el servicio de asistencia en este momento.',
    unreadable: 'No se ha podido leer la respuesta del servicio de asistencia.',
    refused: 'El servicio de asistencia no ha podido hacer eso.',
    notFound: 'No he podido encontrarlo.',
    ticketNotFound:
      'No he podido encontrar ese ticket. Compruebe el número y la dirección de correo electrónico con la que se creó, por favor.',
    ticketClosed: 'Ese ticket está cerrado. ¿Quiere que abra uno nuevo?',
    ticketFull: 'Ese ticket no admite más respuestas. ¿Quiere que abra uno nuevo?',
    alreadyClosed: 'Ese ticket ya está cerrado.',
    agentMustSolve: 'No puedo marcar ese ticket como resuelto. Tiene que hacerlo un agente.',
    profileEmailInvalid: 'No puedo usar la dirección de correo electrónico de su perfil. Compruébela allí, por favor.',
    tooManyUpdates:
      'Ese ticket se ha modificado demasiadas veces en diez minutos. Vuelva a intentarlo dentro de un rato, por favor.',
    tooManyTickets: 'Ha habido demasiados tickets en diez minutos. Vuelva a intentarlo dentro de un rato, por favor.',
    tooManyComments:
      'Ha habido demasiadas respuestas en diez minutos. Vuelva a intentarlo dentro de un rato, por favor.',
    tooManyGuesses:
      'Ha habido demasiados números de ticket o direcciones incorrectos en diez minutos. Vuelva a intentarlo dentro de un rato, por favor.',
    ticketBusy: 'Ese ticket se está modificando en este momento. Vuelva a intentarlo enseguida, por favor.',
    tooManyFiles: 'Son más de cinco archivos. Envíe menos, por favor.',
    fileTooLarge: 'Ese archivo ocupa más de 10 MB. Envíe uno más pequeño, por favor.',
    fileEmpty: 'Ese archivo está vacío.',
    fileTypeRefused: 'El servicio de asistencia no acepta archivos de ese tipo.',
    fileNotFound: 'No he podido encontrar ese archivo.',
    fileRefused: 'No puedo abrir ese archivo aquí. Pida que se lo envíen de otra manera, por favor.',
    requesterUnknown:
      'El servicio de asistencia aún no le conoce. Póngase en contacto con nosotros por otra vía, por favor.',
    requesterSuspended:
      'El servicio de asistencia no acepta mensajes de esta dirección. Póngase en contacto con nosotros por otra vía, por favor.',
  },
};
