// Alexa: the skills kit calls the function, for one skill or for any.

import { own } from '../../template';
import { addPermission, type EventReader, missOthers } from './event';

export const alexaSkill: EventReader = (expansion, event) => {
  missOthers(expansion, event, ['SkillId']);
  addPermission(expansion, event, 'alexa-appkit.amazon.com', { EventSourceToken: own(event.properties, 'SkillId') });
};
