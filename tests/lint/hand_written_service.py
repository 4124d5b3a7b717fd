"""Service mails in English as brands write them: orders, codes, reminders, answers of staff, things closed as asked."""

from __future__ import annotations

from lint.hand_written import Case

SENDER = "Alder <orders@alder.example>"

SERVICE = (
    Case(
        "en-your-password-was-changed",
        SENDER,
        "Your password was changed",
        "Hello Sam,\nThe password of your account was changed today at 10:12. If that was you, there is nothing to do. If not, open our app or type alder.example and change it under Settings.",
    ),
    Case(
        "en-your-appointment-on-thursday",
        SENDER,
        "Your appointment on Thursday",
        "Hello Sam,\nWe look forward to seeing you on Thursday 3 December at 2 pm in our Dublin shop. Please bring photo ID and your receipt. If you cannot make it, call us the day before on the number in your contract.",
    ),
    Case(
        "en-a-reminder-about-your",
        SENDER,
        "A reminder about your October invoice",
        "Hello Sam,\nOur invoice of 2 October for €24.50 has not been paid yet. You may have missed it. Please pay by 10 December the way you usually do. If you have paid in the meantime, thank you, and please ignore this note.",
    ),
    Case(
        "en-your-account-is-closed",
        SENDER,
        "Your account is closed",
        "Hello Sam,\nAs you asked, we closed your account on 24 November. We will delete your data after 30 days. Thank you for the years with us.",
    ),
    Case(
        "en-re-your-question",
        SENDER,
        "Re your question 4471",
        "Hello Sam,\nThe seal comes in two sizes. Could you tell me which model you have? It is printed under the machine. Please reply with the model number and I will send the right one. I look forward to hearing from you.",
    ),
    Case(
        "en-product-recall-kettle-b",
        SENDER,
        "Product recall: kettle B12",
        "Hello,\nWe are recalling the kettle B12 sold from March to June. The handle can come off. Please stop using it and take it back to any of our shops for a full refund, with or without a receipt.",
    ),
    Case(
        "en-your-subscription-ends-on",
        SENDER,
        "Your subscription ends on 31 December",
        "Hello Sam,\nYour yearly subscription ends on 31 December. If you would like to go on, you can renew it in the app from 1 December. Otherwise it ends by itself.",
    ),
    Case(
        "en-identity-check-complete",
        SENDER,
        "Identity check complete",
        "Hello Sam,\nWe have verified your identity. Your account has been open since this morning. You will find the terms in the app.",
    ),
    Case(
        "en-your-direct-debit-on",
        SENDER,
        "Your direct debit on 5 December",
        "Hello Sam,\nWe will take €38.20 from your bank account on 5 December. Your November bill is in your account under Bills. You do not need to do anything.",
    ),
    Case(
        "en-order-confirmation-a",
        SENDER,
        "Order confirmation #A-20817",
        "Thank you for your order, Sam.\nOrder A-20817, placed on 26 November 2026\n1 × Walnut desk lamp  €89.00\n2 × Linen cushion cover  €38.00\nDelivery  €4.95\nTotal  €131.95 (includes €24.67 VAT)\nPaid with: Visa ending in 4471\nDelivery address\nSam Doyle, 4 Mill Lane, Cork T12 AB34\nWe will write again when it leaves our warehouse. You can change or cancel the order until then in our app under Orders.",
    ),
    Case(
        "en-your-invoice-inv",
        SENDER,
        "Your invoice INV-2026-11873",
        "Hello Sam,\nPlease find the details of invoice INV-2026-11873 for €131.95 below. It is due on 10 December 2026. You chose to pay by bank transfer, so please use the account shown on your customer page and quote the invoice number.\nIf you have questions about this invoice, reply to this email and we will help.",
    ),
    Case(
        "en-your-parcel-is-on",
        SENDER,
        "Your parcel is on its way",
        "Good news: your order has shipped.\nCarrier: An Post\nTracking number: RR123456789IE\nEstimated delivery: Tuesday 1 December\nSee where it is: https://alder.example/orders/A-20817\nSomeone has to be at home to sign for it. If you miss the courier, they will leave a card and try again the next working day.",
    ),
    Case(
        "en-we-could-not-deliver",
        SENDER,
        "We could not deliver your parcel",
        "Hello Sam,\nThe courier called at 11:40 today but nobody answered. They will try again tomorrow between 9 and 12. If that does not suit you, choose another day in our app under Orders. After three tries the parcel goes back to us and we refund you in full.",
    ),
    Case(
        "en-delivered-your-order-a",
        SENDER,
        "Delivered: your order A-20817",
        "Your parcel was delivered today at 14:02 and left with a neighbour at number 6.\nNot there? Wait a day, then tell us in the app under Help. Please keep the box until you are sure that you want to keep the lamp: you have 30 days to return it.",
    ),
    Case(
        "en-your-refund-is-on",
        SENDER,
        "Your refund is on its way",
        "Hello Sam,\nWe received your return and refunded €38.00 to your Visa ending in 4471. Depending on your bank, it can take up to 5 working days to show on your statement. You don’t need to do anything.",
    ),
    Case(
        "en-reset-your-password",
        SENDER,
        "Reset your password",
        "Hello Sam,\nYou asked to reset the password of your Alder account. Open the Alder app and choose Forgot password to go on; the request is valid for one hour.\nIf you did not ask for this, ignore this email. Your password has not been changed and nobody can get in with this email alone.",
    ),
    Case(
        "en-is-your-alder-code",
        SENDER,
        "482 913 is your Alder code",
        "482 913 is your Alder verification code. Use it to sign in on your new phone. It expires in 10 minutes. Never share this code with anyone. Alder will never call or email you to ask for it.",
    ),
    Case(
        "en-your-november-statement-is",
        SENDER,
        "Your November statement is ready",
        "Hello Sam,\nYour statement for November is ready. You can read it in our app under Documents for the next seven years.\nOpening balance €1,204.10\nClosing balance €987.55\nPlease check it and tell us within 60 days if something is wrong.",
    ),
    Case(
        "en-changes-to-our-privacy",
        SENDER,
        "Changes to our privacy policy",
        "Hello Sam,\nWe are updating our privacy policy on 15 January 2027. The main changes: we keep order data for six years instead of ten; a new company, Birch Mail, sends our newsletters; you can now download your data yourself.\nYou do not need to do anything. If you do not agree, you can close your account at any time under Settings. Read the full text at alder.example under Privacy.",
    ),
    Case(
        "en-new-sign-in-from",
        SENDER,
        "New sign-in from Chrome on Windows",
        "Hello Sam,\nSomebody signed in to your Alder account today at 10:12 from Chrome on Windows in Dublin.\nIf this was you, there is nothing to do. If it was not, open our app, go to Settings, Security and end the session, then choose a new password there.",
    ),
    Case(
        "en-your-payment-did-not",
        SENDER,
        "Your payment did not go through",
        "Hello Sam,\nWe could not take the monthly payment of €9.90 for your membership on 26 November. This often happens when a card has run out. Please check the card in our app under Settings, Payment. We will try once more on 3 December. Your membership goes on until 10 December.",
    ),
    Case(
        "en-your-membership-renews-on",
        SENDER,
        "Your membership renews on 15 December",
        "Hello Sam,\nYour yearly membership renews on 15 December 2026 for €99.00. We will charge the card ending in 4471. If you don’t want to renew, turn off automatic renewal in the app under Membership before 14 December.",
    ),
    Case(
        "en-thanks-for-contacting-us",
        SENDER,
        "Thanks for contacting us [Case 00418833]",
        "Hello Sam,\nThank you for contacting us. We have received your request and opened case 00418833. One of our colleagues will get back to you within 2 working days. To add something, just reply to this email and leave the subject as it is.\nPlease do not send card numbers or passwords by email.",
    ),
    Case(
        "en-your-booking-at-alder",
        SENDER,
        "Your booking at Alder Workshop: Saturday 5 December, 10:00",
        "Your place is booked.\nUpholstery for beginners\nSaturday 5 December 2026, 10:00 to 13:00\nAlder Workshop, 12 Harbour Street, Dublin D02 XY45\nPlease arrive ten minutes early and bring an apron. You can cancel free of charge until Thursday evening in the app. If you cancel later, we keep the fee of €25.",
    ),
    Case(
        "en-welcome-to-alder",
        SENDER,
        "Welcome to Alder",
        "Hello Sam,\nThank you for opening an account with us. From now on you can see your orders, save your favourites and return things without a printer.\nThree things to know:\nYour account opens with your email address and the password you chose.\nWe never ask for your password, neither by email nor by phone.\nYou can close your account whenever you like.",
    ),
    Case(
        "en-your-warranty-claim-has",
        SENDER,
        "Your warranty claim has been approved",
        "Hello Sam,\nOur technician has looked at your lamp and approved the repair under warranty. It will be back with you in about ten days. There is nothing to pay.",
    ),
    Case(
        "en-how-did-we-do",
        SENDER,
        "How did we do?",
        "Hello Sam,\nYou bought a desk lamp from us last week. Would you tell us how it went? Two questions, one minute. Your answer helps us and nobody is told who said what. Open our app and tap Feedback.",
    ),
    Case(
        "en-recall-of-alder-kettle",
        SENDER,
        "Recall of Alder kettle B12",
        "Hello Sam,\nWe are recalling the kettle B12 that you bought on 4 May. The handle can come loose and hot water may spill. Please stop using it immediately. Take it back to any Alder shop for a full refund of €49.00, or tell us in the app and we will collect it.",
    ),
    Case(
        "en-scheduled-maintenance-on-sunday",
        SENDER,
        "Scheduled maintenance on Sunday",
        "Hello,\nOur website and app will be unavailable on Sunday 6 December from 2 to 5 in the morning while we move to new servers. Orders that you place before are not affected. We are sorry for the inconvenience.",
    ),
)
