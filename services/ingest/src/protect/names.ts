import { maskedText } from './personal-text.ts'

/** What the name of a free-form value says about the value. */
export interface NameVerdict {
  /** The value is about a person whatever it looks like, and is sealed. */
  personal: boolean
  /** The name to use: masked, when the name itself is a phone number or an address. */
  name: string
}

/** Lower case, without anything but letters and digits: `shippingAddress` and `shipping_address` are one name. */
const alwaysPersonal = new Set([
  ...['phone', 'phonenumber', 'mobile', 'mobilephone', 'mobilenumber', 'cellphone', 'tel', 'telephone', 'contactphone'],
  ...['email', 'emailaddress', 'mail', 'useremail', 'userphone', 'customeremail', 'customerphone'],
  ...[
    'realname',
    'fullname',
    'firstname',
    'lastname',
    'givenname',
    'familyname',
    'surname',
    'username',
    'customername',
  ],
  ...[
    'nickname',
    'receiver',
    'receivername',
    'receiverphone',
    'recipientname',
    'recipientphone',
    'consignee',
    'contactname',
  ],
  ...['address', 'streetaddress', 'street', 'shippingaddress', 'billingaddress', 'deliveryaddress', 'homeaddress'],
  ...['birthday', 'birthdate', 'dateofbirth', 'dob', 'latitude', 'longitude', 'ip', 'ipaddress', 'requestip'],
  ...[
    'idcard',
    'idcardnumber',
    'idnumber',
    'identitycard',
    'passport',
    'passportnumber',
    'ssn',
    'plate',
    'licenseplate',
  ],
  ...['bankcard', 'bankaccount', 'cardnumber', 'creditcard', 'creditcardnumber', 'pan', 'cvv', 'cvc', 'iban'],
  ...['password', 'passwd', 'pwd', 'accesstoken', 'refreshtoken', 'idtoken', 'secret'],
  ...['openid', 'unionid', 'wechat', 'wechatid', 'wxid', 'qq', 'imei', 'mac', 'membercard'],
  ...[
    '手机',
    '手机号',
    '手机号码',
    '电话',
    '邮箱',
    '姓名',
    '真实姓名',
    '身份证',
    '身份证号',
    '地址',
    '收货地址',
    '收货人',
    '生日',
  ],
])

/** Personal where they describe the person an identify call is about; elsewhere a `name` is that of a page or a product. */
const personalTraits = new Set([
  ...[
    'name',
    'gender',
    'sex',
    'age',
    'avatar',
    'bio',
    'city',
    'zip',
    'zipcode',
    'postalcode',
    'company',
    'title',
    'website',
  ],
  ...[
    'description',
    'notes',
    'note',
    'remark',
    'ethnicity',
    'religion',
    'maritalstatus',
    'income',
    'hometown',
    '性别',
    '备注',
  ],
])

const rememberedNames = 20_000

export type NameRules = (name: string) => NameVerdict

function rulesOver(...sets: ReadonlySet<string>[]): NameRules {
  // Names come from a sender's code and repeat; each is judged once.
  const judged = new Map<string, NameVerdict>()
  return name => {
    const before = judged.get(name)
    if (before) return before
    const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
    const verdict = { personal: sets.some(set => set.has(plain)), name: maskedText(name) ?? name }
    if (judged.size >= rememberedNames) judged.clear()
    judged.set(name, verdict)
    return verdict
  }
}

export const propertyNames = rulesOver(alwaysPersonal)
export const traitNames = rulesOver(alwaysPersonal, personalTraits)
